import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import type { ResourceRequest } from './request.ts';
import { forbidden, unauthorized } from './status.ts';

/** Which credentials are good: the bearer token, and whether the client certificate that the server's authority issued is. */
export interface Auth {
  readonly token?: string;
  readonly clientCertificate?: boolean;
}

/**
 * What the user may not read: a resource in one namespace (and so at the cluster scope, as a right to all namespaces is missing too),
 * at the cluster scope only (`namespace: ''`), or anywhere (no namespace).
 */
export interface Denial {
  readonly resource: string;
  readonly namespace?: string;
}

const TOKEN_USER = 'system:serviceaccount:default:test';

/** The user of a request: of its client certificate, else of its token; whom that user impersonates, if anybody. Others get 401. */
export function userOf(request: IncomingMessage, { token = 'secret', clientCertificate = true }: Auth): string {
  const impersonated = request.headers['impersonate-user'];
  const certified = clientCertificate ? certifiedUser(request) : undefined;
  const user = certified ?? (request.headers.authorization === `Bearer ${token}` ? TOKEN_USER : undefined);
  if (user === undefined) throw unauthorized();
  return typeof impersonated === 'string' ? impersonated : user;
}

function certifiedUser({ socket }: IncomingMessage): string | undefined {
  return socket instanceof TLSSocket && socket.authorized ? [socket.getPeerCertificate().subject?.CN].flat()[0] : undefined;
}

/** Refuses with 403 what is denied. */
export function authorize(user: string, resource: ResourceRequest, deny: readonly Denial[]): void {
  const { plural, namespace, name } = resource;
  const denied = deny.some(
    (one) => one.resource === plural && (one.namespace === undefined || namespace === '' || one.namespace === namespace),
  );
  if (denied) throw forbidden(resource, user, name === '' ? 'list' : 'get', namespace);
}
