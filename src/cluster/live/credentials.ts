import { readFileSync } from 'node:fs';
import type { Agent } from 'node:http';
import type { RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import { ClusterError } from '../../model/errors.ts';
import { execCredential } from './exec-plugin.ts';
import type { Connection } from './kubeconfig.ts';
import { proxyFor } from './proxy.ts';

/** What every request carries: TLS material, headers, and the agent where a proxy is in the way. */
export interface Credentials {
  readonly tls: Pick<RequestOptions, 'ca' | 'cert' | 'key' | 'rejectUnauthorized' | 'servername'>;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly proxyAgent?: Agent;
}

/**
 * Turns a connection into what its requests carry, by way of @kubernetes/client-node, with kubectl's behaviour where that differs: a token
 * file is read, a CA counts without a user, all of impersonation is sent, http servers are allowed, proxies of the environment honoured.
 * Asked again, it reads files and runs plugins again. This is the one file that knows the client.
 * @throws ClusterError in kubectl's words when a certificate, a key or a credential plugin cannot be had.
 */
export async function credentialsOf(connection: Connection, env: NodeJS.ProcessEnv, timeout: number): Promise<Credentials> {
  const { cluster, user } = connection;
  const config = new KubeConfig();
  const proxyUrl = cluster['proxy-url'] ?? proxyFor(cluster.server, env);
  const insecure = cluster['insecure-skip-tls-verify'] === true || cluster.server.startsWith('http:');
  config.loadFromClusterAndUser(
    {
      name: 'cluster',
      server: cluster.server,
      skipTLSVerify: insecure,
      ...given('caFile', cluster['certificate-authority-data'] ? undefined : cluster['certificate-authority']),
      ...given('caData', cluster['certificate-authority-data']),
      ...given('tlsServerName', cluster['tls-server-name']),
      ...given('proxyUrl', proxyUrl),
    },
    {
      name: 'user',
      ...given('certFile', user['client-certificate-data'] ? undefined : user['client-certificate']),
      ...given('certData', user['client-certificate-data']),
      ...given('keyFile', user['client-key-data'] ? undefined : user['client-key']),
      ...given('keyData', user['client-key-data']),
      ...given('token', tokenOf(user)),
      ...given('username', user.username),
      ...given('password', user.password),
      ...given('impersonateUser', user.as),
      ...given('authProvider', user['auth-provider']),
    },
  );
  const options: RequestOptions = { headers: {} };
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    throw new ClusterError(`error: ${(error as Error).message}`, 2, { cause: error });
  }
  const plugin = user.exec === undefined ? undefined : await execCredential(user.exec, connection, env, timeout);
  const { ca, cert, key, rejectUnauthorized, servername, auth, agent } = options;
  return {
    tls: {
      ...given('ca', ca),
      ...given('cert', plugin?.clientCertificateData ?? cert),
      ...given('key', plugin?.clientKeyData ?? key),
      ...given('rejectUnauthorized', rejectUnauthorized),
      ...given('servername', servername),
    },
    headers: {
      ...(options.headers as Record<string, string>),
      ...(auth ? { Authorization: `Basic ${Buffer.from(auth).toString('base64')}` } : {}),
      ...(plugin?.token === undefined ? {} : { Authorization: `Bearer ${plugin.token}` }),
      ...impersonation(user),
    },
    ...(proxyUrl === undefined ? {} : { proxyAgent: agent as Agent }),
  };
}

function given<K extends string, T>(key: K, value: T | undefined): { readonly [name in K]?: T } {
  return (value === undefined || value === '' ? {} : { [key]: value }) as { readonly [name in K]?: T };
}

/** A token file wins over a token, and is read at each call: it is rotated. */
function tokenOf({ token, tokenFile }: Connection['user']): string | undefined {
  if (tokenFile === undefined || tokenFile === '') return token;
  try {
    return readFileSync(tokenFile, 'utf8').trim();
  } catch (error) {
    if (token !== undefined) return token;
    throw new ClusterError(`Unable to connect to the server: failed to read token file "${tokenFile}": ${(error as Error).message}`, 2, {
      cause: error,
    });
  }
}

/** Source: Kubernetes documentation, user impersonation; client-go transport/round_trippers.go. */
function impersonation(user: Connection['user']): Readonly<Record<string, string | readonly string[]>> {
  const extras = Object.entries(user['as-user-extra'] ?? {}).map(
    ([key, values]) => [`Impersonate-Extra-${encodeURIComponent(key)}`, values] as const,
  );
  return {
    ...(user['as-uid'] === undefined ? {} : { 'Impersonate-Uid': user['as-uid'] }),
    ...(user['as-groups'] === undefined ? {} : { 'Impersonate-Group': user['as-groups'] }),
    ...Object.fromEntries(extras),
  };
}
