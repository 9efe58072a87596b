import { Command, type CommanderError, Option } from 'commander';
import { UsageError } from '../model/errors.ts';
import { AUDIT_HELP, type AuditFlags, addAuditOptions } from './audit-options.ts';
import { addDnsOptions, DNS_HELP, type DnsFlags } from './dns-options.ts';
import type { Io } from './io.ts';
import {
  AUDIT_FORMATS,
  addConnectionOptions,
  addInputOptions,
  addNamespaceOption,
  addOutputOptions,
  addSecretsOption,
  addSelectionOptions,
  type GlobalOptions,
  MATRIX_FORMATS,
} from './options.ts';
import { addPathOptions, PATH_HELP, type PathFlags } from './path-options.ts';
import { VERSION } from './version.ts';

/** Words that are commands of this program's plan, so that they are never mistaken for a resource type. */
const NOT_YET = new Set(['snapshot', 'completion']);

const EXAMPLES = `
Examples:
  # Look around in a small cluster that ships with the command
  kubectl netexplain svc/foo -n a --demo

  # Why does Service foo not answer?
  kubectl netexplain svc/foo

  # The same for one client: which endpoints may it be sent to?
  kubectl netexplain svc/foo --from pod/web-0

  # How does a packet get from this pod to Service foo, or where and why does it stop?
  kubectl netexplain path pod/web-0 svc/foo:80

  # What does this name mean in this pod, and why does it not resolve?
  kubectl netexplain dns foo.b --from pod/web-0

  # Where is this pod in the network, and which Services send traffic to it?
  kubectl netexplain pod/web-0

  # What is open on this node, and who answers there?
  kubectl netexplain node/node1

  # Who serves this Ingress, and where does each of its lines lead?
  kubectl netexplain ing/shop

  # Where is this Gateway reached, and which routes do its listeners take?
  kubectl netexplain gateway/edge

  # Which requests does this route take, and where do they go?
  kubectl netexplain httproute/shop

  # Whom does this NetworkPolicy select, what does it let in and out, and is it needed?
  kubectl netexplain netpol/api

  # All Services of a namespace, for a program to read
  kubectl netexplain svc -n a -o json

  # Objects from files instead of a cluster
  kubectl netexplain svc/foo -f manifests/

  # Whose address is it?
  kubectl netexplain ip 10.96.0.10

  # Node IP, Pod IP and Cluster IP of a namespace in one table
  kubectl netexplain map -n a

  # What is broken in this namespace? (-A: in all of them)
  kubectl netexplain audit

  # What does a finding mean?
  kubectl netexplain explain NX1002

Exit codes: 0 answered · 1 a finding at or above --fail-on · 2 could not answer · 3 undetermined: what decides could not be read
`;

const SEE_GLOBAL_FLAGS = `
The flags of the connection (--context, --kubeconfig …) work here too: see 'kubectl netexplain --help'.
`;

/** The command line. Each action runs its command and hands over the exit code; mistakes become UsageErrors in kubectl's words. */
export function buildProgram(io: Io, exit: (code: number) => void): Command {
  const program = new Command('kubectl netexplain');
  program
    .description('Explains how traffic moves in a Kubernetes cluster, hop by hop, from its API alone. Reads only; installs nothing.')
    .usage('TYPE/NAME | TYPE NAME … [flags]')
    .argument(
      '[resource...]',
      'a Service, Pod, Node, Ingress, Gateway, HTTPRoute, GRPCRoute or policy: svc/NAME, pod/NAME, ing/NAME, gateway/NAME, netpol/NAME, svc NAME …, or the type alone for all of the namespace',
    )
    .helpOption('-h, --help', 'show this text')
    .helpCommand(false)
    .addHelpText('after', EXAMPLES)
    .enablePositionalOptions(false)
    .action(async (words: string[]) => {
      if (words[0] !== undefined && NOT_YET.has(words[0])) throw new UsageError(`unknown command "${words[0]}" for "kubectl netexplain"`);
      const { runExplain } = await import('./explain.ts');
      exit(await runExplain(words, program.opts<GlobalOptions>(), io));
    });
  addConnectionOptions(addSecretsOption(addOutputOptions(addInputOptions(addSelectionOptions(addNamespaceOption(program))))));
  program.addOption(new Option('--from <client>', 'explain a Service for this client: pod/NAME, pod/NAMESPACE/NAME or node/NAME'));

  addOutputOptions(addInputOptions(addNamespaceOption(program.command('ip <address...>'))))
    .description('whose addresses are they: of nodes, pods, Services, load balancers, or of a range of the cluster')
    .action(async (addresses: string[], _, command: Command) => {
      const { runIp } = await import('./ip.ts');
      exit(await runIp(addresses, command.optsWithGlobals<GlobalOptions>(), io));
    });
  addOutputOptions(addInputOptions(addSelectionOptions(addNamespaceOption(program.command('map')))))
    .description('Node IP, Pod IP and Cluster IP joined in one table, for a namespace or all of them')
    .action(async (_, command: Command) => {
      const { runMap } = await import('./map.ts');
      exit(await runMap(command.optsWithGlobals<GlobalOptions>(), io));
    });
  addDnsOptions(addOutputOptions(addInputOptions(addNamespaceOption(program.command('dns <name>')))))
    .description('what a name means in a pod: search list, queries in order, answers, and why it is not what you expect')
    .addHelpText('after', DNS_HELP)
    .action(async (name: string, _, command: Command) => {
      const { runDns } = await import('./dns.ts');
      exit(await runDns(name, command.optsWithGlobals<DnsFlags>(), io));
    });
  addPathOptions(
    addSecretsOption(addOutputOptions(addInputOptions(addNamespaceOption(program.command('path [from] [to]'))), MATRIX_FORMATS)),
  )
    .description('follow one flow hop by hop: where a packet goes, who rewrites it, and where and why it stops')
    .addHelpText('after', PATH_HELP)
    .usage('FROM TO | --matrix [flags]')
    .action(async (from: string | undefined, to: string | undefined, flags: PathFlags, command: Command) => {
      const { runPath } = flags.matrix === true ? await import('./matrix.ts') : await import('./path.ts');
      exit(await runPath(from, to, command.optsWithGlobals<PathFlags>(), io));
    });
  addAuditOptions(
    addSecretsOption(
      addOutputOptions(addInputOptions(addSelectionOptions(addNamespaceOption(program.command('audit [what]')))), AUDIT_FORMATS),
    ),
  )
    .description(
      'what is broken, for people and for CI: services, dns, ingress, gateway, policy, nodes, or all of them; what is open: nodeports, exposure',
    )
    .addHelpText('after', AUDIT_HELP)
    .action(async (what: string | undefined, _, command: Command) => {
      const { runAudit } = await import('./audit.ts');
      exit(await runAudit(what, command.optsWithGlobals<AuditFlags>(), io));
    });
  program
    .command('explain <code>')
    .description('show the page of a finding: what it means, how it is known, how to fix it, when it is fine')
    .action(async (code: string) => {
      const { runExplainFinding } = await import('./explain-finding.ts');
      exit(runExplainFinding(code, io));
    });
  program
    .command('version')
    .description('show the version of this command')
    .action(() => {
      io.out(`Client Version: v${VERSION}\n`);
      exit(0);
    });
  for (const command of program.commands) command.addHelpText('after', SEE_GLOBAL_FLAGS);
  return refuseForeignFlags(quiet(program, io));
}

/**
 * Lets a flag stand before or after a command's name, as in kubectl, and yet refuses what the command does not have. The program knows the
 * flags that commands share and takes them wherever they stand; a command declares those that mean something to it, and its own.
 */
function refuseForeignFlags(program: Command): Command {
  const everywhere = addConnectionOptions(addNamespaceOption(new Command())).options.map((option) => option.attributeName());
  return program.hook('preAction', (_, command) => {
    const taken = new Set([...everywhere, ...command.options.map((option) => option.attributeName())]);
    const foreign = program.options.find((option) => {
      const name = option.attributeName();
      return !taken.has(name) && program.getOptionValueSource(name) === 'cli';
    });
    if (foreign !== undefined) throw new UsageError(`unknown flag: ${foreign.long ?? foreign.flags}`);
  });
}

/** Commander neither prints errors nor exits: its mistakes are told in kubectl's words, by the one place that tells all errors. */
function quiet(program: Command, io: Io): Command {
  for (const command of [program, ...program.commands]) {
    command.configureOutput({ writeOut: io.out, writeErr: () => {}, getOutHelpWidth: () => io.terminal?.columns ?? 100 });
    command.exitOverride((error) => {
      if (error.code !== 'commander.helpDisplayed' && error.code !== 'commander.help') throw usageError(error);
      throw new HelpShown();
    });
  }
  return program;
}

/** Not an error: help was asked for and printed. */
export class HelpShown extends Error {
  override name = 'HelpShown';
}

function usageError(error: CommanderError): UsageError {
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  const flag = quoted.split(/[ ,<]/)[0] ?? quoted;
  switch (error.code) {
    case 'commander.unknownOption':
      return new UsageError(
        flag.startsWith('--') ? `unknown flag: ${flag.split('=')[0]}` : `unknown shorthand flag: '${flag[1]}' in ${flag}`,
      );
    case 'commander.optionMissingArgument':
      return new UsageError(`flag needs an argument: ${(quoted.split(/[ ,]+/).find((one) => one.startsWith('--')) ?? flag).trim()}`);
    case 'commander.invalidArgument':
      return new UsageError(invalidArgument(error.message));
    case 'commander.missingArgument':
      return new UsageError(`${quoted} is required`);
    case 'commander.excessArguments':
      return new UsageError('too many arguments');
    default:
      return new UsageError(error.message.replace(/^error: /, ''));
  }
}

/** commander: `error: option '--color <when>' argument 'maybe' is invalid. Allowed choices are auto, always, never.` */
function invalidArgument(message: string): string {
  const [, option = '', value = '', why = ''] = /^error: option '(.+?)' argument '(.*?)' is invalid\. ?(.*)$/s.exec(message) ?? [];
  const flag = option.split(/[ ,]+/).find((word) => word.startsWith('--')) ?? option;
  return `invalid argument "${value}" for "${flag}" flag: ${why.replace(/\.$/, '')}`;
}
