import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { ClusterError } from '../../model/errors.ts';
import { MalformedObject, present, type RawReader, rawReader } from '../kinds/raw.ts';
import { parseYamlDocuments } from '../yaml-documents.ts';
import type { ConnectionFlags } from './flags.ts';
import { fileProblem } from './read-file.ts';

/** The fields of a cluster entry that we know, its own name included. Paths are absolute, data is base64. */
export interface ClusterEntry {
  readonly name: string;
  readonly server?: string;
  readonly tlsServerName?: string;
  readonly insecureSkipTlsVerify?: boolean;
  readonly certificateAuthority?: string;
  readonly certificateAuthorityData?: string;
  readonly proxyUrl?: string;
  readonly disableCompression?: boolean;
  /** What a credential plugin is told about the cluster beyond these fields: the extension `client.authentication.k8s.io/exec`. */
  readonly execConfig?: unknown;
}

/** How a credential plugin is run. Source: client.authentication.k8s.io/v1. */
export interface ExecEntry {
  readonly apiVersion?: string;
  readonly command?: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name?: string; readonly value?: string }[];
  readonly installHint?: string;
  readonly provideClusterInfo?: boolean;
  readonly interactiveMode?: string;
}

/** The fields of a user entry that we know, its own name included. Paths are absolute, data is base64. */
export interface UserEntry {
  readonly name: string;
  readonly clientCertificate?: string;
  readonly clientCertificateData?: string;
  readonly clientKey?: string;
  readonly clientKeyData?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly as?: string;
  readonly asGroups: readonly string[];
  readonly asUid?: string;
  readonly asUserExtra: Readonly<Record<string, readonly string[]>>;
  readonly exec?: ExecEntry;
  readonly authProvider?: { readonly name: string; readonly config: Readonly<Record<string, string>> };
}

/** Which cluster, as whom, and in which namespace. */
export interface ContextEntry {
  readonly name: string;
  readonly cluster?: string;
  readonly user?: string;
  readonly namespace?: string;
}

/** What all files together say; of several entries with one name, the first one's. */
export interface Kubeconfig {
  readonly clusters: ReadonlyMap<string, ClusterEntry>;
  readonly users: ReadonlyMap<string, UserEntry>;
  readonly contexts: ReadonlyMap<string, ContextEntry>;
  /** '' when no file names one. */
  readonly currentContext: string;
}

/**
 * Reads `--kubeconfig`, else the files of KUBECONFIG (missing ones are skipped), else ~/.kube/config. Paths in a file count from that file.
 * Source: kubernetes staging/src/k8s.io/client-go/tools/clientcmd/loader.go (1.36).
 * @throws ClusterError in kubectl's words for a file that is missing where it must not be, or broken
 */
export function readKubeconfig({ kubeconfig }: ConnectionFlags, env: NodeJS.ProcessEnv): Kubeconfig {
  const configs = (kubeconfig ? [existing(kubeconfig)] : defaultFiles(env)).map(readConfigFile);
  return {
    clusters: merge(configs.map(({ clusters }) => clusters)),
    users: merge(configs.map(({ users }) => users)),
    contexts: merge(configs.map(({ contexts }) => contexts)),
    currentContext: configs.map(({ currentContext }) => currentContext).find((name) => name !== '') ?? '',
  };
}

function existing(file: string): string {
  if (existsSync(file)) return file;
  throw new ClusterError(`error: stat ${file}: no such file or directory`);
}

function defaultFiles(env: NodeJS.ProcessEnv): readonly string[] {
  const listed = (env['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '');
  const files = listed.length > 0 ? listed : [join(env['HOME'] ?? homedir(), '.kube', 'config')];
  return files.filter((file) => existsSync(file));
}

function merge<T>(maps: readonly ReadonlyMap<string, T>[]): ReadonlyMap<string, T> {
  return new Map([...maps].reverse().flatMap((map) => [...map]));
}

function readConfigFile(file: string): Kubeconfig {
  try {
    return configOf(rawReader(parse(file, readFileSync(file, 'utf8'))), dirname(resolve(file)));
  } catch (error) {
    const why = error instanceof MalformedObject ? error.withoutValue : fileProblem(error, 'read', file);
    throw new ClusterError(`error: error loading config file "${file}": ${why}`, 2, { cause: error });
  }
}

function parse(file: string, text: string): unknown {
  const { documents, problems } = parseYamlDocuments(file, text, { line: 1, document: 1 });
  const [problem] = problems;
  // Behind a colon the parser shows the text that it stumbled over, which may be a secret.
  if (problem !== undefined) throw new MalformedObject(`yaml: line ${problem.line}: ${problem.message.split(': ', 2).join(': ')}`);
  return documents[0]?.object;
}

function configOf(raw: RawReader, folder: string): Kubeconfig {
  const kind = raw.text('kind') ?? 'Config';
  if (kind !== 'Config') throw new MalformedObject(`no kind "${kind}" is registered for version "${raw.text('apiVersion') ?? 'v1'}"`);
  return {
    clusters: entriesOf(raw, 'clusters', (name, one) => clusterOf(name, one.object('cluster'), folder)),
    users: entriesOf(raw, 'users', (name, one) => userOf(name, one.object('user'), folder)),
    contexts: entriesOf(raw, 'contexts', (name, one) => contextOf(name, one.object('context'))),
    currentContext: raw.text('current-context') ?? '',
  };
}

function entriesOf<T>(raw: RawReader, key: string, read: (name: string, entry: RawReader) => T): ReadonlyMap<string, T> {
  const entries = new Map<string, T>();
  for (const entry of raw.objects(key)) {
    const name = entry.text('name') ?? '';
    if (entries.has(name)) throw new MalformedObject(`${key}: duplicate name "${name}" in list`);
    entries.set(name, read(name, entry));
  }
  return entries;
}

function clusterOf(name: string, raw: RawReader, folder: string): ClusterEntry {
  const told = raw.objects('extensions').find((one) => one.text('name') === 'client.authentication.k8s.io/exec');
  return present({
    name,
    server: raw.text('server'),
    tlsServerName: raw.text('tls-server-name'),
    insecureSkipTlsVerify: raw.flag('insecure-skip-tls-verify'),
    certificateAuthority: pathOf(raw, 'certificate-authority', folder),
    certificateAuthorityData: raw.text('certificate-authority-data'),
    proxyUrl: raw.text('proxy-url'),
    disableCompression: raw.flag('disable-compression'),
    execConfig: told?.value('extension'),
  });
}

function userOf(name: string, raw: RawReader, folder: string): UserEntry {
  const provider = raw.object('auth-provider');
  return present({
    name,
    clientCertificate: pathOf(raw, 'client-certificate', folder),
    clientCertificateData: raw.text('client-certificate-data'),
    clientKey: pathOf(raw, 'client-key', folder),
    clientKeyData: raw.text('client-key-data'),
    token: raw.text('token'),
    tokenFile: pathOf(raw, 'tokenFile', folder),
    username: raw.text('username'),
    password: raw.text('password'),
    as: raw.text('as'),
    asGroups: raw.texts('as-groups'),
    asUid: raw.text('as-uid'),
    asUserExtra: extrasOf(raw),
    exec: raw.has('exec') ? execOf(raw.object('exec'), folder) : undefined,
    authProvider: raw.has('auth-provider') ? { name: provider.text('name') ?? '', config: provider.textMap('config') } : undefined,
  });
}

function extrasOf(raw: RawReader): Readonly<Record<string, readonly string[]>> {
  const extras = raw.object('as-user-extra');
  return Object.fromEntries(Object.keys(raw.value('as-user-extra') ?? {}).map((key) => [key, extras.texts(key)]));
}

function execOf(raw: RawReader, folder: string): ExecEntry {
  const command = raw.text('command');
  return present({
    apiVersion: raw.text('apiVersion'),
    // A bare name is looked for on the PATH, anything else counts from the file.
    command: command !== undefined && /[\\/]/.test(command) ? pathOf(raw, 'command', folder) : command,
    args: raw.texts('args'),
    env: raw.objects('env').map((one) => present({ name: one.text('name'), value: one.text('value') })),
    installHint: raw.text('installHint'),
    provideClusterInfo: raw.flag('provideClusterInfo'),
    interactiveMode: raw.text('interactiveMode'),
  });
}

function contextOf(name: string, raw: RawReader): ContextEntry {
  return present({ name, cluster: raw.text('cluster'), user: raw.text('user'), namespace: raw.text('namespace') });
}

function pathOf(raw: RawReader, key: string, folder: string): string | undefined {
  const path = raw.text(key);
  return path === undefined || path === '' || isAbsolute(path) ? path : join(folder, path);
}
