import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { ClusterError } from '../../model/errors.ts';
import type { ConnectionFlags } from './flags.ts';

/** The fields of a cluster entry that we know; paths are absolute. */
export interface ClusterEntry {
  readonly server?: string;
  readonly 'tls-server-name'?: string;
  readonly 'insecure-skip-tls-verify'?: boolean;
  readonly 'certificate-authority'?: string;
  readonly 'certificate-authority-data'?: string;
  readonly 'proxy-url'?: string;
}

/** How a credential plugin is run. Source: client.authentication.k8s.io/v1. */
export interface ExecEntry {
  readonly apiVersion?: string;
  readonly command: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly installHint?: string;
  readonly provideClusterInfo?: boolean;
}

/** The fields of a user entry that we know; paths are absolute. */
export interface UserEntry {
  readonly 'client-certificate'?: string;
  readonly 'client-certificate-data'?: string;
  readonly 'client-key'?: string;
  readonly 'client-key-data'?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly as?: string;
  readonly 'as-uid'?: string;
  readonly 'as-groups'?: readonly string[];
  readonly 'as-user-extra'?: Readonly<Record<string, readonly string[]>>;
  readonly exec?: ExecEntry;
  readonly 'auth-provider'?: object;
}

interface ContextEntry {
  readonly cluster?: string;
  readonly user?: string;
  readonly namespace?: string;
}

/** What files and flags together say about one connection. */
export interface Connection {
  readonly cluster: ClusterEntry & { readonly server: string };
  readonly user: UserEntry;
  readonly namespace: string;
}

interface Merged {
  readonly clusters: ReadonlyMap<string, ClusterEntry>;
  readonly users: ReadonlyMap<string, UserEntry>;
  readonly contexts: ReadonlyMap<string, ContextEntry>;
  readonly currentContext: string;
}

/** Where a pod finds its own cluster. */
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * The connection that kubectl would use: `--kubeconfig`, else the files of KUBECONFIG (first wins, missing ones skipped), else
 * ~/.kube/config, else the pod's own service account, else localhost:8080; then the flags. Paths in a file are relative to that file.
 * Source: kubernetes staging/src/k8s.io/client-go/tools/clientcmd (1.36).
 * @throws ClusterError in kubectl's words for a file that is missing or broken, and for names that do not exist.
 */
export function loadConnection(flags: ConnectionFlags, env: NodeJS.ProcessEnv): Connection {
  const merged = mergeFiles(filesToRead(flags, env).map(readConfigFile));
  const context = pickContext(merged, flags);
  const picked = <T extends object>(entries: ReadonlyMap<string, T>, flag: string | undefined, name: string | undefined, what: string) => {
    const found = entries.get(flag ?? name ?? '');
    if (found === undefined && flag !== undefined) throw new ClusterError(`error: ${what} "${flag}" does not exist`);
    return found;
  };
  const cluster = picked(merged.clusters, flags.cluster, context?.cluster, 'cluster');
  const user = picked(merged.users, flags.user, context?.user, 'auth info');
  const own = cluster === undefined && flags.server === undefined ? inCluster(env) : undefined;
  if (own !== undefined) return { ...own, namespace: flags.namespace ?? own.namespace, user: withUserFlags(own.user, flags) };
  const server = flags.server ?? cluster?.server;
  return {
    cluster: {
      ...withClusterFlags(cluster ?? {}, flags),
      server: normalizeServer(server === undefined || server === '' ? 'http://localhost:8080' : server),
    },
    user: withUserFlags(user ?? {}, flags),
    namespace: flags.namespace ?? (context?.namespace === undefined || context.namespace === '' ? 'default' : context.namespace),
  };
}

function filesToRead({ kubeconfig }: ConnectionFlags, env: NodeJS.ProcessEnv): readonly string[] {
  if (kubeconfig !== undefined && kubeconfig !== '') {
    if (!existsSync(kubeconfig)) throw new ClusterError(`error: stat ${kubeconfig}: no such file or directory`);
    return [kubeconfig];
  }
  const listed = (env['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '');
  const files = listed.length > 0 ? listed : [join(env['HOME'] ?? homedir(), '.kube', 'config')];
  return [...new Set(files)].filter((file) => existsSync(file));
}

function readConfigFile(file: string): Merged {
  const broken = (why: string) => new ClusterError(`error: error loading config file "${file}": ${why}`);
  const text = readText(file, broken);
  const config = parseConfig(text, broken);
  const folder = dirname(resolve(file));
  const named = <T>(key: string, inner: string, change: (entry: T) => T): ReadonlyMap<string, T> => {
    const entries = config[key] ?? [];
    if (!Array.isArray(entries)) throw broken(`${key} is not a list`);
    const pairs = entries.map((entry: unknown) => {
      const { name, [inner]: value } = (entry ?? {}) as { readonly name?: unknown; readonly [inner: string]: unknown };
      return [String(name ?? ''), change((value ?? {}) as T)] as const;
    });
    return new Map(pairs.reverse());
  };
  return {
    clusters: named<ClusterEntry>('clusters', 'cluster', (entry) => absolutePaths(entry, ['certificate-authority'], folder)),
    users: named<UserEntry>('users', 'user', (entry) => absoluteUser(entry, folder)),
    contexts: named<ContextEntry>('contexts', 'context', (entry) => entry),
    currentContext: typeof config['current-context'] === 'string' ? config['current-context'] : '',
  };
}

function readText(file: string, broken: (why: string) => ClusterError): string {
  try {
    return statSync(file).isDirectory() ? fail(broken(`read ${file}: is a directory`)) : readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof ClusterError) throw error;
    throw broken((error as NodeJS.ErrnoException).code === 'EACCES' ? `open ${file}: permission denied` : String((error as Error).message));
  }
}

function fail(error: Error): never {
  throw error;
}

function parseConfig(text: string, broken: (why: string) => ClusterError): Readonly<Record<string, unknown>> {
  let config: unknown;
  try {
    config = parse(text, { version: '1.1' });
  } catch (error) {
    throw broken(`yaml: ${(error as Error).message.split('\n')[0]}`);
  }
  if (config === null || config === undefined) return {};
  if (typeof config !== 'object' || Array.isArray(config))
    throw broken("couldn't get version/kind; json parse error: cannot unmarshal the file into a Config");
  return config as Record<string, unknown>;
}

function absoluteUser(user: UserEntry, folder: string): UserEntry {
  const paths = absolutePaths(user, ['client-certificate', 'client-key', 'tokenFile'], folder);
  const { exec } = paths;
  if (exec?.command === undefined || isAbsolute(exec.command) || !/[\\/]/.test(exec.command)) return paths;
  return { ...paths, exec: { ...exec, command: join(folder, exec.command) } };
}

function absolutePaths<T extends object>(entry: T, keys: readonly (keyof T & string)[], folder: string): T {
  const changed = keys.flatMap((key) => {
    const path = entry[key];
    return typeof path === 'string' && path !== '' && !isAbsolute(path) ? [[key, join(folder, path)]] : [];
  });
  return { ...entry, ...Object.fromEntries(changed) };
}

/** Of several files the first that names an entry wins. */
function mergeFiles(files: readonly Merged[]): Merged {
  const merge = <T>(maps: readonly ReadonlyMap<string, T>[]) => new Map([...maps].reverse().flatMap((map) => [...map]));
  return {
    clusters: merge(files.map((file) => file.clusters)),
    users: merge(files.map((file) => file.users)),
    contexts: merge(files.map((file) => file.contexts)),
    currentContext: files.map((file) => file.currentContext).find((name) => name !== '') ?? '',
  };
}

function pickContext({ contexts, currentContext }: Merged, flags: ConnectionFlags): ContextEntry | undefined {
  if (flags.context !== undefined && flags.context !== '') {
    return contexts.get(flags.context) ?? fail(new ClusterError(`error: context "${flags.context}" does not exist`));
  }
  if (currentContext === '') return undefined;
  return (
    contexts.get(currentContext) ??
    fail(new ClusterError(`Error in configuration: context was not found for specified context: ${currentContext}`))
  );
}

function withClusterFlags(cluster: ClusterEntry, flags: ConnectionFlags): ClusterEntry {
  const { tlsServerName, insecureSkipTlsVerify, certificateAuthority } = flags;
  const { 'certificate-authority': _file, 'certificate-authority-data': _data, ...withoutCa } = cluster;
  const base = insecureSkipTlsVerify === true || certificateAuthority !== undefined ? withoutCa : cluster;
  return {
    ...base,
    ...(tlsServerName === undefined ? {} : { 'tls-server-name': tlsServerName }),
    ...(insecureSkipTlsVerify === undefined ? {} : { 'insecure-skip-tls-verify': insecureSkipTlsVerify }),
    ...(certificateAuthority === undefined ? {} : { 'certificate-authority': resolve(certificateAuthority) }),
  };
}

function withUserFlags(user: UserEntry, flags: ConnectionFlags): UserEntry {
  const { clientCertificate, clientKey, token, username, password, as, asGroup, asUid, asUserExtra } = flags;
  const { tokenFile: _file, token: _token, exec: _exec, ...withoutToken } = user;
  const base = token === undefined && username === undefined ? user : withoutToken;
  return {
    ...base,
    ...(clientCertificate === undefined ? {} : { 'client-certificate': resolve(clientCertificate), 'client-certificate-data': '' }),
    ...(clientKey === undefined ? {} : { 'client-key': resolve(clientKey), 'client-key-data': '' }),
    ...(token === undefined ? {} : { token }),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(as === undefined ? {} : { as }),
    ...(asGroup === undefined ? {} : { 'as-groups': asGroup }),
    ...(asUid === undefined ? {} : { 'as-uid': asUid }),
    ...(asUserExtra === undefined ? {} : { 'as-user-extra': extrasOf(asUserExtra) }),
  };
}

function extrasOf(pairs: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const extras: Record<string, string[]> = {};
  for (const pair of pairs) {
    const [, key, value] =
      /^([^=]+)=(.*)$/s.exec(pair) ?? fail(new ClusterError(`error: invalid --as-user-extra "${pair}": expected key=value`));
    extras[key ?? ''] = [...(extras[key ?? ''] ?? []), value ?? ''];
  }
  return extras;
}

function inCluster(env: NodeJS.ProcessEnv): Connection | undefined {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = env as { readonly [name: string]: string | undefined };
  const tokenFile = `${SERVICE_ACCOUNT}/token`;
  if (host === undefined || host === '' || !existsSync(tokenFile)) return undefined;
  const namespace = `${SERVICE_ACCOUNT}/namespace`;
  return {
    cluster: { server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`, 'certificate-authority': `${SERVICE_ACCOUNT}/ca.crt` },
    user: { tokenFile },
    namespace: existsSync(namespace) ? readFileSync(namespace, 'utf8').trim() : 'default',
  };
}

/** kubectl takes `host:port` for a server, too, and means http by it, or https on port 443. */
function normalizeServer(server: string): string {
  const url = /^https?:\/\//.test(server) ? server : `${server.endsWith(':443') ? 'https' : 'http'}://${server}`;
  if (!URL.canParse(url)) throw new ClusterError(`error: invalid server address "${server}": it is no URL`);
  return url.replace(/\/+$/, '');
}
