import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ConnectionFlags } from '../cluster/live/index.ts';
import { UsageError } from '../model/errors.ts';
import type { Severity } from '../model/finding.ts';

/** Every flag, as commander hands it over. */
export interface GlobalOptions extends ConnectionFlags {
  readonly allNamespaces?: boolean;
  readonly selector?: string;
  readonly filename?: readonly string[];
  readonly recursive?: boolean;
  readonly complete?: string;
  readonly demo?: boolean;
  readonly output?: string;
  readonly color?: 'auto' | 'always' | 'never';
  readonly failOn?: Severity | 'never';
  readonly from?: string;
  readonly readSecrets?: boolean;
}

/** The output formats of a report, in the order in which they are named to a person. */
export const FORMATS = ['json', 'table', 'wide', 'yaml'] as const;

/** Those of an audit and of an inventory. */
export const AUDIT_FORMATS = [...FORMATS, 'csv', 'sarif', 'junit', 'markdown'] as const;

/** Those of a matrix. */
export const MATRIX_FORMATS = [...FORMATS, 'csv'] as const;

export type Format = (typeof FORMATS)[number];

/** The format asked for. Refuses (UsageError) another one in kubectl's words. */
export function formatOf(options: GlobalOptions): Format;
export function formatOf<F extends string>(options: GlobalOptions, formats: readonly F[]): F;
export function formatOf({ output = 'table' }: GlobalOptions, formats: readonly string[] = FORMATS): string {
  if (formats.includes(output)) return output;
  throw new UsageError(`unable to match a printer suitable for the output format "${output}", allowed formats are: ${formats.join(',')}`);
}

/** The namespace of whatever names none. */
export function addNamespaceOption(command: Command): Command {
  return command.addOption(new Option('-n, --namespace <name>', 'the namespace of objects that name none'));
}

/** Which objects are meant where several are. */
export function addSelectionOptions(command: Command): Command {
  return command
    .addOption(new Option('-A, --all-namespaces', 'objects of all namespaces'))
    .addOption(new Option('-l, --selector <query>', 'only objects with these labels, e.g. -l app=web,tier!=db'));
}

/** What is never read without being asked for. */
export function addSecretsOption(command: Command): Command {
  return command.addOption(
    new Option('--read-secrets', 'look into the certificates that Ingresses and Gateways name: reads their Secrets, and shows no key'),
  );
}

/** Where the objects come from instead of a cluster. */
export function addInputOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '-f, --filename <file>',
        'read objects from a file, a folder or - (stdin) instead of a cluster; may be repeated',
      ).argParser(collect),
    )
    .addOption(new Option('-R, --recursive', 'with -f: folders with all that is in them'))
    .addOption(
      new Option('--complete [kinds]', 'with -f: what is not there does not exist (of all kinds, or of kinds by name: pods,nodes)').preset(
        'all',
      ),
    )
    .addOption(new Option('--demo', 'use a small cluster that ships with this command'));
}

/** How the answer is shown, and what makes it a failure. */
export function addOutputOptions(command: Command, formats: readonly string[] = FORMATS): Command {
  return command
    .addOption(new Option('-o, --output <format>', `one of ${formats.join('|')}`))
    .addOption(new Option('--color <when>', 'colours on a terminal').choices(['auto', 'always', 'never']).default('auto'))
    .addOption(
      new Option(
        '--fail-on <severity>',
        'exit with 1 when there is a finding at least this bad (default: never, of an audit error)',
      ).choices(['error', 'warning', 'info', 'never']),
    );
}

/** kubectl's own flags. Source: kubernetes staging/src/k8s.io/cli-runtime/pkg/genericclioptions/config_flags.go (1.36). */
export function addConnectionOptions(command: Command): Command {
  return command
    .addOption(new Option('--kubeconfig <file>', 'the kubeconfig file to use'))
    .addOption(new Option('--context <name>', 'the context of the kubeconfig to use'))
    .addOption(new Option('--cluster <name>', 'the cluster of the kubeconfig to use'))
    .addOption(new Option('--user <name>', 'the user of the kubeconfig to use'))
    .addOption(new Option('-s, --server <url>', 'the address of the API server'))
    .addOption(new Option('--tls-server-name <name>', "the name to expect in the server's certificate"))
    .addOption(new Option('--insecure-skip-tls-verify', "do not check the server's certificate"))
    .addOption(new Option('--certificate-authority <file>', 'the certificate authority of the server'))
    .addOption(new Option('--client-certificate <file>', 'the client certificate'))
    .addOption(new Option('--client-key <file>', 'the key of the client certificate'))
    .addOption(new Option('--token <token>', 'the bearer token'))
    .addOption(new Option('--username <name>', 'the user name for basic authentication'))
    .addOption(new Option('--password <password>', 'the password for basic authentication'))
    .addOption(new Option('--as <user>', 'the user to impersonate'))
    .addOption(new Option('--as-group <group>', 'a group to impersonate; may be repeated').argParser(collect))
    .addOption(new Option('--as-uid <uid>', 'the UID to impersonate'))
    .addOption(new Option('--as-user-extra <key=value>', 'an extra of the impersonated user; may be repeated').argParser(collect))
    .addOption(new Option('--request-timeout <duration>', 'how long one request may take, e.g. 5s or 1m; 0 is for ever (default 30s)'))
    .addOption(new Option('--chunk-size <items>', 'how many objects to ask for at once; 0 for all (default 500)').argParser(chunkSize))
    .addOption(new Option('--disable-compression', 'do not ask the server for compressed answers'));
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

function chunkSize(value: string): number {
  const size = Number(value);
  if (Number.isInteger(size) && size >= 0) return size;
  throw new InvalidArgumentError('it must be a whole number, 0 or more');
}
