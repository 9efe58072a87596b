import { STATUS_CODES } from 'node:http';
import { isIP } from 'node:net';
import type { PeerCertificate } from 'node:tls';
import { ClusterError } from '../../model/errors.ts';

/** A request took longer than `--request-timeout`. */
export class RequestTimeout extends Error {
  override name = 'RequestTimeout';
}

/** The answer is not whole. */
export class BrokenAnswer extends Error {
  override name = 'BrokenAnswer';
}

/** Whether the same request may succeed when it is sent again. */
export function isWorthRepeating(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return error instanceof BrokenAnswer || code === 'ECONNRESET' || code === 'EPIPE';
}

/** What Node's errors carry beyond a code: the name that was looked up, the certificate that was shown and for whom. */
interface NodeError extends NodeJS.ErrnoException {
  readonly hostname?: string;
  readonly host?: string;
  readonly cert?: PeerCertificate;
}

/**
 * The error of a connection in kubectl's words.
 * @param server the address of the API server, as the kubeconfig has it
 */
export function connectionError(error: unknown, server: string): ClusterError {
  if (error instanceof ClusterError) return error;
  const refused = (error as NodeError).code === 'ECONNREFUSED';
  const message = refused
    ? `The connection to the server ${hostOf(server)} was refused - did you specify the right host or port?`
    : `Unable to connect to the server: ${reasonOf(error as NodeError, server)}`;
  return new ClusterError(message, 2, { cause: error });
}

function hostOf(server: string): string {
  return server.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}

/** Source: the errors of Go's net, net/http and crypto/tls (1.24), as kubectl 1.32 shows them. */
function reasonOf(error: NodeError, server: string): string {
  if (error instanceof RequestTimeout) return 'net/http: request canceled (Client.Timeout exceeded while awaiting headers)';
  if (error instanceof BrokenAnswer) return `${server}: ${error.message}`;
  const { code = '', message } = error;
  const host = hostOf(server);
  switch (code) {
    case 'ENOTFOUND':
      return `dial tcp: lookup ${error.hostname ?? host}: no such host`;
    case 'EAI_AGAIN':
      return `dial tcp: lookup ${error.hostname ?? host}: temporary failure in name resolution`;
    case 'ETIMEDOUT':
      return `dial tcp ${host}: i/o timeout`;
    case 'EHOSTUNREACH':
      return `dial tcp ${host}: connect: no route to host`;
    case 'ENETUNREACH':
      return `dial tcp ${host}: connect: network is unreachable`;
    case 'ECONNRESET':
    case 'EPIPE':
      return `read tcp ${host}: connection reset by peer`;
    default:
      return certificateProblem(error) ?? tlsProblem(error) ?? proxyProblem(message) ?? httpProblem(error) ?? `${server}: ${message}`;
  }
}

const UNTRUSTED: ReadonlySet<string> = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_SIGNATURE_FAILURE',
]);

function certificateProblem({ code = '', host = '', cert }: NodeError): string | undefined {
  const x509 = (why: string) => `tls: failed to verify certificate: x509: ${why}`;
  if (UNTRUSTED.has(code)) return x509('certificate signed by unknown authority');
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') return x509('certificate has expired or is not yet valid');
  return code === 'ERR_TLS_CERT_ALTNAME_INVALID' ? x509(nameProblem(host, cert?.subjectaltname ?? '')) : undefined;
}

/** Go names the addresses of a certificate where an address was asked for, else its names. Source: crypto/x509, HostnameError. */
function nameProblem(host: string, alternatives: string): string {
  const address = isIP(host) !== 0;
  const prefix = address ? 'IP Address:' : 'DNS:';
  const names = alternatives.split(', ').flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
  if (names.length > 0) return `certificate is valid for ${names.join(', ')}, not ${host}`;
  return address
    ? `cannot validate certificate for ${host} because it doesn't contain any IP SANs`
    : `certificate is not valid for any names, but wanted to match ${host}`;
}

function tlsProblem({ code = '', message }: NodeError): string | undefined {
  if (code !== 'EPROTO' && !code.startsWith('ERR_SSL_')) return undefined;
  const [, alert] = /alert ([a-z ]+)/.exec(message) ?? [];
  return alert === undefined ? 'http: server gave HTTP response to HTTPS client' : `remote error: tls: ${alert.trim()}`;
}

/** What the agent for proxies says of one that does not let the connection through. */
function proxyProblem(message: string): string | undefined {
  const [, status] = /^Bad response: (\d+)$/.exec(message) ?? [];
  return status === undefined ? undefined : (STATUS_CODES[status] ?? `proxy answered ${status}`);
}

function httpProblem({ code = '', message }: NodeError): string | undefined {
  if (code.startsWith('HPE_')) return 'net/http: HTTP/1.x transport connection broken: malformed HTTP response';
  const [, header] = /^Invalid character in header content \["(.+)"\]$/.exec(message) ?? [];
  return header === undefined ? undefined : `net/http: invalid header field value for "${header}"`;
}
