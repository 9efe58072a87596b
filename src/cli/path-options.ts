import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ProxyMode } from '../model/path-report.ts';
import type { Protocol } from '../model/values/port.ts';
import type { GlobalOptions } from './options.ts';

/** The flags of `path`, as commander hands them over. */
export interface PathFlags extends GlobalOptions {
  readonly protocol?: Protocol;
  readonly node?: string;
  readonly proxyMode?: ProxyMode;
  readonly podMasquerade: 'yes' | 'no';
  readonly assumeEnforced?: 'yes' | 'no';
  readonly whyNot?: boolean;
  readonly method?: string;
  readonly header?: readonly string[];
  readonly matrix?: boolean;
  readonly port?: number;
}

const PROTOCOLS: readonly Protocol[] = ['TCP', 'UDP', 'SCTP'];

/** What a flow is besides its ends, and what to take for granted where the cluster does not tell. */
export function addPathOptions(command: Command): Command {
  return command
    .addOption(new Option('--protocol <name>', 'tcp, udp or sctp (default: tcp)').argParser(protocolNamed))
    .addOption(new Option('--node <name>', 'with an address or "internet": the node that the packet reaches first'))
    .addOption(
      new Option('--proxy-mode <mode>', 'the mode of kube-proxy, instead of what the cluster says').choices([
        'iptables',
        'nftables',
        'ipvs',
      ]),
    )
    .addOption(
      new Option('--pod-masquerade <yes|no>', "whether what pods send out of the pod network gets their node's address")
        .choices(['yes', 'no'])
        .default('yes'),
    )
    .addOption(new Option('--assume-enforced <yes|no>', 'whether something in the cluster enforces NetworkPolicies').choices(['yes', 'no']))
    .addOption(new Option('--why-not', 'of what policies deny: the rule that comes nearest to letting it pass, and in what it differs'))
    .addOption(new Option('--method <name>', 'with a URL: the method of the request (default: GET)'))
    .addOption(
      new Option('--header <name: value>', 'with a URL: a header of the request; may be repeated').argParser(
        (text: string, before: readonly string[] = []) => [...before, text],
      ),
    )
    .addOption(new Option('--matrix', 'instead of one flow: who may connect to whom, by the policies of all workloads of a namespace'))
    .addOption(new Option('-A, --all-namespaces', 'with --matrix: workloads of all namespaces'))
    .addOption(
      new Option('--port <number>', 'with --matrix: the port of every server (default: those that each declares)').argParser(portNumber),
    );
}

function protocolNamed(text: string): Protocol {
  const protocol = PROTOCOLS.find((one) => one === text.toUpperCase());
  if (protocol !== undefined) return protocol;
  throw new InvalidArgumentError('Allowed choices are tcp, udp, sctp.');
}

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65535) return port;
  throw new InvalidArgumentError('it must be a number from 1 to 65535');
}

/** What stands below the flags in the help of `path`. */
export const PATH_HELP = `
FROM: pod/NAME, deploy/NAME, sts/NAME, ds/NAME, rs/NAME (each of its pods), node/NAME, an IP address, or "internet"
TO:   svc/NAME:PORT, pod/NAME:PORT (a number or a name of a port; none where there is one only), node/NAME:PORT, IP:PORT,
      NAME:PORT as typed in a program, or a URL (https://shop.example.com/cart)
TYPE/NAMESPACE/NAME names another namespace than that of -n.

Examples:
  # Look around in a small cluster that ships with the command
  kubectl netexplain path ds/cli svc/foo:80 -n a --demo

  # Which endpoint may this pod be sent to, and which address does the server see?
  kubectl netexplain path pod/web-0 svc/foo:http

  # A NodePort from outside, by whichever node
  kubectl netexplain path internet svc/web

  # The same for one client that comes in by one node
  kubectl netexplain path 203.0.113.7 172.30.0.12:30080 --node node2

  # A request from outside: which Ingress takes it, by which rule, and where does it end?
  kubectl netexplain path internet https://shop.example.com/cart

  # A policy stands in the way: which of its rules almost lets the connection pass?
  kubectl netexplain path pod/web-0 svc/foo:80 --why-not

  # DNS from a pod in another namespace
  kubectl netexplain path pod/a/web-0 10.96.0.10:53 --protocol udp

  # Who may connect to whom in a namespace, by its policies? (-A: in all of them)
  kubectl netexplain path --matrix -n a

  # The same for one port, for a spreadsheet
  kubectl netexplain path --matrix -n a --port 8080 -o csv

Exit codes: 0 delivered, or leaves the cluster · 1 refused, dropped, denied or not resolved · 2 could not answer · 3 undetermined.
Of several answers: 0 only if all are 0, 3 if any is undetermined, else 1. With --matrix: 0 answered · 3 a pair is undetermined.
`;
