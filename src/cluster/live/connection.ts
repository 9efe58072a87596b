import { existsSync, readFileSync } from 'node:fs';
import { ClusterError } from '../../model/errors.ts';
import { segmentProblem } from './api.ts';
import type { ConnectionFlags } from './flags.ts';
import { type ClusterEntry, type ContextEntry, type Kubeconfig, readKubeconfig, type UserEntry } from './kubeconfig.ts';
import { withoutUser } from './proxy.ts';
import { checkConnection } from './validation.ts';

/** What files and flags together say about one connection. */
export interface Connection {
  /** The API server's URL without user, query and trailing slash: `https://10.0.0.1:6443/prefix`. */
  readonly server: string;
  readonly cluster: ClusterEntry;
  readonly user: UserEntry;
  readonly namespace: string;
}

/** Where a pod finds its own cluster. */
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * The connection that kubectl would use: the kubeconfig's context with the flags over it, else the pod's own service account, else
 * localhost:8080. Other than kubectl's, a `--token` wins over the token file of a kubeconfig.
 * Source: kubernetes staging/src/k8s.io/client-go/tools/clientcmd/client_config.go (1.36).
 * @param serviceAccount the folder in which a pod's credentials are mounted
 * @throws ClusterError in kubectl's words for a kubeconfig that is broken, and for names that do not exist
 */
export function loadConnection(flags: ConnectionFlags, env: NodeJS.ProcessEnv, serviceAccount = SERVICE_ACCOUNT): Connection {
  const config = readKubeconfig(flags, env);
  const context = contextOf(config, flags);
  const cluster = pick(config.clusters, flags.cluster, context?.cluster, 'cluster');
  const user = pick(config.users, flags.user, context?.user, 'auth info');
  const own = cluster?.server || flags.server ? undefined : inCluster(env, serviceAccount);
  const base = own?.cluster ?? cluster ?? { name: context?.cluster ?? '' };
  const connection = {
    cluster: withClusterFlags(base, flags),
    user: withUserFlags(own?.user ?? user ?? { name: context?.user ?? '', asGroups: [], asUserExtra: {} }, flags),
    namespace: flags.namespace || own?.namespace || context?.namespace || 'default',
  };
  checkConnection(connection);
  const wrong = segmentProblem('namespace', connection.namespace);
  if (wrong !== undefined) throw new ClusterError(`error: ${wrong}`);
  return { ...connection, server: serverUrl(flags.server || base.server || 'http://localhost:8080') };
}

function contextOf({ contexts, currentContext }: Kubeconfig, { context }: ConnectionFlags): ContextEntry | undefined {
  const name = context || currentContext;
  const found = contexts.get(name);
  if (found !== undefined || name === '') return found;
  throw new ClusterError(
    context ? `error: context "${context}" does not exist` : `Error in configuration: context was not found for specified context: ${name}`,
  );
}

function pick<T>(entries: ReadonlyMap<string, T>, flag: string | undefined, name: string | undefined, what: string): T | undefined {
  const found = entries.get(flag || name || '');
  if (found === undefined && flag) throw new ClusterError(`error: ${what} "${flag}" does not exist`);
  return found;
}

function withClusterFlags(cluster: ClusterEntry, flags: ConnectionFlags): ClusterEntry {
  const { tlsServerName, insecureSkipTlsVerify, certificateAuthority } = flags;
  const { certificateAuthority: _file, certificateAuthorityData: _data, ...withoutAuthority } = cluster;
  const replaced = insecureSkipTlsVerify === true || Boolean(certificateAuthority);
  return { ...(replaced ? withoutAuthority : cluster), ...given({ tlsServerName, insecureSkipTlsVerify, certificateAuthority }) };
}

function withUserFlags(user: UserEntry, flags: ConnectionFlags): UserEntry {
  const { clientCertificate, clientKey, token, username, password, as, asGroup: asGroups, asUid, asUserExtra } = flags;
  const { tokenFile: _file, ...withoutTokenFile } = user;
  return {
    ...(token ? withoutTokenFile : user),
    ...given({ clientCertificate, clientKey, token, username, password, as, asGroups, asUid }),
    ...(asUserExtra && { asUserExtra: extrasOf(asUserExtra) }),
  };
}

type Given<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** Flags that are absent or empty change nothing. */
function given<T extends object>(flags: T): Given<T> {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined && value !== '')) as Given<T>;
}

function extrasOf(pairs: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const extras = new Map<string, string[]>();
  for (const pair of pairs) {
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (key === undefined || value === undefined) throw new ClusterError(`error: invalid --as-user-extra "${pair}": expected key=value`);
    extras.set(key, [...(extras.get(key) ?? []), value]);
  }
  return Object.fromEntries(extras);
}

function inCluster(env: NodeJS.ProcessEnv, folder: string): Omit<Connection, 'server'> | undefined {
  const host = env['KUBERNETES_SERVICE_HOST'] ?? '';
  const port = env['KUBERNETES_SERVICE_PORT'] ?? '';
  const tokenFile = `${folder}/token`;
  if (host === '' || port === '' || !existsSync(tokenFile)) return undefined;
  const namespace = `${folder}/namespace`;
  return {
    cluster: {
      name: 'in-cluster',
      server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
      certificateAuthority: `${folder}/ca.crt`,
    },
    user: { name: 'in-cluster', tokenFile, asGroups: [], asUserExtra: {} },
    namespace: env['POD_NAMESPACE'] || (existsSync(namespace) ? readFileSync(namespace, 'utf8').trim() : ''),
  };
}

/**
 * Without a scheme it is http, whatever is said about TLS.
 * Source: client-go tools/clientcmd/client_config.go, ClientConfig, which asks for the scheme before it adds the CA; rest/url_utils.go (1.36).
 */
function serverUrl(text: string): string {
  const url = text.includes('://') ? text : `http://${text}`;
  const [, scheme = '', host = '', path = ''] = /^([^:]+):\/\/(?:[^/?#]*@)?([^/?#]*)([^?#]*)/.exec(url) ?? [];
  if (!URL.canParse(`http://${host}${path}`))
    throw new ClusterError(`error: host must be a URL or a host:port pair: "${withoutUser(text)}"`);
  if (!/^https?$/i.test(scheme)) throw new ClusterError(`Unable to connect to the server: unsupported protocol scheme "${scheme}"`);
  return `${scheme.toLowerCase()}://${host}${path.replace(/\/+$/, '')}`;
}
