import { type Command, Option } from 'commander';
import type { GlobalOptions } from './options.ts';

/** The flags of `dns`, as commander hands them over. */
export interface DnsFlags extends GlobalOptions {
  readonly type?: string;
  readonly libc?: 'glibc' | 'musl';
  readonly allForms?: boolean;
  readonly nodeResolvConf?: string;
}

/** For whom a name is looked up, and what of it. */
export function addDnsOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--from <pod>', 'the pod that asks: pod/NAME or pod/NAMESPACE/NAME (default: a pod of the namespace as most are)'),
    )
    .addOption(new Option('--type <type>', 'the type of record: A, AAAA, SRV, CNAME, PTR, … (default: what the name suggests)'))
    .addOption(new Option('--libc <library>', 'the C library of the image (default: glibc)').choices(['glibc', 'musl']))
    .addOption(new Option('--all-forms', 'also list every name by which the Service can be reached, and from where'))
    .addOption(new Option('--node-resolv-conf <file>', "the node's own resolv.conf, which is not in the API"));
}

/** What stands below the flags in the help of `dns`. */
export const DNS_HELP = `
Examples:
  # What does foo mean in this pod, and why not what I expect?
  kubectl netexplain dns foo --from pod/web-0

  # In any pod of namespace a; as it stands in a program's settings
  kubectl netexplain dns http://foo.b:8080/x -n a

  # SRV records, and whose address is it?
  kubectl netexplain dns _http._tcp.foo.a.svc.cluster.local --type SRV
  kubectl netexplain dns 10.96.0.10

Exit codes: 0 resolved, or asked upstream · 1 it does not resolve · 2 could not answer · 3 undetermined
`;
