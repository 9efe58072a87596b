import { ClusterError } from '../../model/errors.ts';

/** Go's words for what Node calls by a code: the part after "x509: " or "tls: ". */
const TLS_ERRORS: Readonly<Record<string, string>> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'x509: certificate signed by unknown authority',
  SELF_SIGNED_CERT_IN_CHAIN: 'x509: certificate signed by unknown authority',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'x509: certificate signed by unknown authority',
  UNABLE_TO_GET_ISSUER_CERT: 'x509: certificate signed by unknown authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'x509: certificate signed by unknown authority',
  CERT_SIGNATURE_FAILURE: 'x509: certificate signed by unknown authority',
  CERT_HAS_EXPIRED: 'x509: certificate has expired or is not yet valid',
  CERT_NOT_YET_VALID: 'x509: certificate has expired or is not yet valid',
};

/** A request took longer than `--request-timeout`. */
export class RequestTimeout extends Error {
  override name = 'RequestTimeout';
}

/** The connection broke before the answer was whole. */
export class BrokenAnswer extends Error {
  override name = 'BrokenAnswer';
}

/** Whether the same request may succeed when it is sent again. */
export function isWorthRepeating(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return error instanceof BrokenAnswer || code === 'ECONNRESET' || code === 'EPIPE';
}

/**
 * The error of a connection in kubectl's words.
 * @param server the address of the API server, as the kubeconfig has it
 */
export function connectionError(error: unknown, server: string): ClusterError {
  if (error instanceof ClusterError) return error;
  const { code = '', message, reason } = error as NodeJS.ErrnoException & { readonly reason?: string };
  const { host, hostname } = new URL(server);
  const because = { cause: error };
  const unable = (why: string) => new ClusterError(`Unable to connect to the server: ${why}`, 2, because);
  if (error instanceof RequestTimeout) return unable('net/http: request canceled (Client.Timeout exceeded while awaiting headers)');
  if (error instanceof BrokenAnswer) return unable(`${server}: ${message}`);
  switch (code) {
    case 'ECONNREFUSED':
      return new ClusterError(`The connection to the server ${host} was refused - did you specify the right host or port?`, 2, because);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return unable(`dial tcp: lookup ${hostname}: ${code === 'ENOTFOUND' ? 'no such host' : 'temporary failure in name resolution'}`);
    case 'ETIMEDOUT':
      return unable(`dial tcp ${host}: i/o timeout`);
    case 'EHOSTUNREACH':
      return unable(`dial tcp ${host}: connect: no route to host`);
    case 'ENETUNREACH':
      return unable(`dial tcp ${host}: connect: network is unreachable`);
    case 'ECONNRESET':
    case 'EPIPE':
      return unable(`read tcp ${host}: connection reset by peer`);
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return unable(`tls: failed to verify certificate: x509: ${reason ?? message}`);
    default:
      return unable(
        TLS_ERRORS[code] === undefined ? wrongProtocol(code, message, server) : `tls: failed to verify certificate: ${TLS_ERRORS[code]}`,
      );
  }
}

function wrongProtocol(code: string, message: string, server: string): string {
  if (code === 'EPROTO' || code === 'ERR_SSL_WRONG_VERSION_NUMBER')
    return `${server}: tls: the server does not speak TLS, or refused the client certificate`;
  return code.startsWith('HPE_') ? `net/http: malformed HTTP response from ${server}` : `${server}: ${message}`;
}
