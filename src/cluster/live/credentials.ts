import { existsSync, readFileSync } from 'node:fs';
import type { Agent } from 'node:http';
import type { RequestOptions } from 'node:https';
import { createSecureContext, type SecureContext } from 'node:tls';
import { KubeConfig, type User } from '@kubernetes/client-node';
import { ClusterError } from '../../model/errors.ts';
import type { Connection } from './connection.ts';
import { type ExecCredential, execCredential } from './exec-plugin.ts';
import type { UserEntry } from './kubeconfig.ts';
import { proxyFor } from './proxy.ts';
import { fileProblem } from './read-file.ts';

/** What every request carries: TLS material, headers, and the agent where a proxy is in the way. */
export interface Credentials {
  readonly tls: { readonly secureContext?: SecureContext; readonly servername?: string; readonly rejectUnauthorized: boolean };
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly proxyAgent?: Agent;
}

/** In milliseconds; Infinity for as long as it takes. */
export interface TimeLimits {
  readonly proxy: number;
  readonly plugin: number;
}

/** The longest that a timer of Node can wait, in milliseconds: 24 days. */
const MAX_TIMEOUT = 2 ** 31 - 1;

/**
 * Turns a connection into what its requests carry, by way of @kubernetes/client-node, with kubectl's behaviour where that differs: a token
 * file is read, a CA counts without a user, all of impersonation is sent, http servers are allowed (and get no credentials), proxies of the
 * environment are honoured, the authorities of the system trusted. Asked again, it reads files and runs plugins again.
 * This is the one file that knows the client.
 * @param limits how long a proxy may take to open a connection, and a plugin to answer
 * @throws ClusterError in kubectl's words when a certificate, a key or a credential plugin cannot be had
 */
export async function credentialsOf(connection: Connection, env: NodeJS.ProcessEnv, limits: TimeLimits): Promise<Credentials> {
  const { server, cluster } = connection;
  const secure = server.startsWith('https:');
  // Over plain http, nothing that could be stolen is sent.
  const user = secure ? connection.user : withoutSecrets(connection.user);
  const insecure = !secure || cluster.insecureSkipTlsVerify === true;
  const proxyUrl = cluster.proxyUrl || proxyFor(server, env);
  const plugin = await pluginCredential(connection, user, env, limits.plugin);
  const options = await clientOptions({ ...connection, user }, insecure, proxyUrl, limits.proxy);
  const { cert, key, servername, agent } = options;
  const ca = options.ca ?? (insecure ? undefined : systemAuthorities(env));
  if (agent && proxyUrl) Object.assign(agent, { keepAlive: true });
  return {
    tls: {
      rejectUnauthorized: !insecure,
      ...(servername && { servername }),
      ...(secure && { secureContext: secureContext(ca, plugin?.clientCertificateData ?? cert, plugin?.clientKeyData ?? key) }),
    },
    headers: {
      ...(options.headers as Record<string, string>),
      ...authorization(user, plugin),
      ...impersonation(user),
    },
    ...(proxyUrl && { proxyAgent: agent as Agent }),
  };
}

function withoutSecrets({ name, as, asGroups, asUid, asUserExtra }: UserEntry): UserEntry {
  return { name, asGroups, asUserExtra, ...(as && { as }), ...(asUid && { asUid }) };
}

/** Credentials that are there already spare the plugin. */
async function pluginCredential(
  connection: Connection,
  user: UserEntry,
  env: NodeJS.ProcessEnv,
  timeout: number,
): Promise<ExecCredential | undefined> {
  const { exec, token, tokenFile, username, clientCertificate, clientCertificateData } = user;
  if (exec === undefined || token || tokenFile || username || clientCertificate || clientCertificateData) return undefined;
  return execCredential(exec, connection, env, timeout);
}

async function clientOptions({ server, cluster, user }: Connection, insecure: boolean, proxyUrl: string | undefined, timeout: number) {
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    {
      name: 'cluster',
      server,
      skipTLSVerify: insecure,
      ...(cluster.certificateAuthority && { caFile: cluster.certificateAuthority }),
      ...(cluster.certificateAuthorityData && { caData: cluster.certificateAuthorityData }),
      ...(cluster.tlsServerName && { tlsServerName: cluster.tlsServerName }),
      ...(proxyUrl && { proxyUrl }),
    },
    clientUser(user),
  );
  // The agents for proxies end with it what they have not handed over yet, and nobody else can.
  const options: RequestOptions = { headers: {}, timeout: Math.min(timeout, MAX_TIMEOUT) };
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    throw new ClusterError(`error: ${(error as Error).message}`, 2, { cause: error });
  }
  return options;
}

function clientUser(user: UserEntry): User {
  const token = tokenOf(user);
  return {
    name: 'user',
    ...(user.clientCertificate && { certFile: user.clientCertificate }),
    ...(user.clientCertificateData && { certData: user.clientCertificateData }),
    ...(user.clientKey && { keyFile: user.clientKey }),
    ...(user.clientKeyData && { keyData: user.clientKeyData }),
    ...(token && { token }),
    ...(user.authProvider && { authProvider: authProvider(user.authProvider) }),
  };
}

/** What took the place of the providers that kubectl had built in. Source: client-go rest/plugin.go and plugin/pkg/client/auth (1.36). */
const REMOVED_PROVIDERS: Readonly<Record<string, string>> = {
  gcp: '"gke-gcloud-auth-plugin"',
  azure: 'https://github.com/Azure/kubelogin',
};

function authProvider({ name, config }: NonNullable<UserEntry['authProvider']>): NonNullable<UserEntry['authProvider']> {
  const successor = REMOVED_PROVIDERS[name];
  if (successor !== undefined) {
    throw new ClusterError(
      `error: The ${name} auth plugin has been removed.\nPlease use the ${successor} kubectl/client-go credential plugin instead.`,
    );
  }
  if (name !== 'oidc') throw new ClusterError(`error: no Auth Provider found for name "${name}"`);
  if (!config['idp-issuer-url']) throw new ClusterError('error: Must provide idp-issuer-url');
  return { name, config };
}

/** A token file wins over a token, and is read at each call: it is rotated. */
function tokenOf({ token, tokenFile }: UserEntry): string | undefined {
  if (!tokenFile) return token;
  try {
    return readFileSync(tokenFile, 'utf8').trim() || token;
  } catch (error) {
    if (token) return token;
    throw new ClusterError(`error: ${fileProblem(error, 'open', tokenFile)}`, 2, { cause: error });
  }
}

function authorization({ username, password = '' }: UserEntry, plugin: ExecCredential | undefined) {
  if (username) return { Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
  return plugin?.token === undefined ? {} : { Authorization: `Bearer ${plugin.token}` };
}

/** Source: Kubernetes documentation, user impersonation; client-go transport/round_trippers.go (1.36). */
function impersonation({ as, asUid, asGroups, asUserExtra }: UserEntry): Readonly<Record<string, string | readonly string[]>> {
  const extras = Object.entries(asUserExtra).map(([key, values]) => [`Impersonate-Extra-${headerKey(key)}`, values.map(utf8)] as const);
  return {
    ...(as && { 'Impersonate-User': utf8(as) }),
    ...(asUid && { 'Impersonate-Uid': utf8(asUid) }),
    ...(asGroups.length > 0 && { 'Impersonate-Group': asGroups.map(utf8) }),
    ...Object.fromEntries(extras),
  };
}

/** Node writes each character of a header as one byte, Go reads the bytes as UTF-8. */
function utf8(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** encodeURIComponent leaves two characters that the name of a header may not have. */
function headerKey(key: string): string {
  return encodeURIComponent(key).replace(/[()]/g, (bracket) => `%${bracket.charCodeAt(0).toString(16)}`);
}

/** Made once for all connections; what Node says of certificates that cannot be used, in Go's words (crypto/tls, X509KeyPair). */
function secureContext(ca: RequestOptions['ca'], cert: RequestOptions['cert'], key: RequestOptions['key']): SecureContext {
  if (ca && !String(ca).includes('-----BEGIN CERTIFICATE-----')) {
    throw new ClusterError('error: unable to load root certificates: unable to parse bytes as PEM block');
  }
  const noPem = [cert && 'certificate', key && 'key'].find((what) => what && !String(what === 'key' ? key : cert).includes('-----BEGIN '));
  if (noPem) throw new ClusterError(`error: tls: failed to find any PEM data in ${noPem} input`);
  try {
    return createSecureContext({ ca, cert, key });
  } catch (error) {
    const { message } = error as Error;
    const why = message.includes('key values mismatch') ? 'private key does not match public key' : message;
    throw new ClusterError(`error: tls: ${why}`, 2, { cause: error });
  }
}

/** Where distributions keep the authorities that they trust. Source: Go crypto/x509/root_linux.go (1.24). */
const AUTHORITY_FILES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

/** The authorities of the system, which kubectl trusts where a kubeconfig names none; undefined where only those of Node can be had. */
function systemAuthorities(env: NodeJS.ProcessEnv): string | undefined {
  const file = env['SSL_CERT_FILE'] || AUTHORITY_FILES.find((one) => existsSync(one));
  return file !== undefined && existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
