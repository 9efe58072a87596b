import { groupResource, type ServedKind } from './served-kind.ts';

/** A failure as the API reports it: a Status object, or the plain text of Go's net/http. Thrown while a request is answered. */
export class Failure extends Error {
  readonly code: number;
  readonly body: string;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: number, body: object | string, headers: Readonly<Record<string, string>> = {}) {
    super(typeof body === 'string' ? body : JSON.stringify(body));
    this.code = code;
    this.body = `${this.message}\n`;
    this.contentType = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
    this.headers = headers;
  }
}

interface StatusFields {
  readonly metadata?: object;
  readonly details?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

function status(code: number, reason: string, message: string, { metadata = {}, details, headers }: StatusFields = {}): Failure {
  const body = { kind: 'Status', apiVersion: 'v1', metadata, status: 'Failure', message, reason, ...(details && { details }), code };
  return new Failure(code, body, headers);
}

/** The resource that a refusal names; `name` is '' for a list. */
export interface Target extends Pick<ServedKind, 'group' | 'plural'> {
  readonly name: string;
}

function detailsOf({ group, plural, name }: Target): object {
  return { ...(name !== '' && { name }), ...(group !== '' && { group }), kind: plural };
}

/** 400. */
export function badRequest(message: string): Failure {
  return status(400, 'BadRequest', message);
}

/** 401: no credentials, or wrong ones. */
export function unauthorized(): Failure {
  return status(401, 'Unauthorized', 'Unauthorized');
}

/** 403, worded by the authorizer; `namespace` is '' at the cluster scope. */
export function forbidden(target: Target, user: string, verb: string, namespace: string): Failure {
  const subject = target.name === '' ? groupResource(target) : `${groupResource(target)} "${target.name}"`;
  const scope = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const message = `${subject} is forbidden: User "${user}" cannot ${verb} resource "${target.plural}" in API group "${target.group}" ${scope}`;
  return status(403, 'Forbidden', message, { details: detailsOf(target), headers: { 'X-Content-Type-Options': 'nosniff' } });
}

/** 404 of an object. */
export function notFound(target: Target): Failure {
  return status(404, 'NotFound', `${groupResource(target)} "${target.name}" not found`, { details: detailsOf(target) });
}

/** 404 of a path that the server does not have. */
export function noSuchPath(): Failure {
  return new Failure(404, '404 page not found', { 'X-Content-Type-Options': 'nosniff' });
}

/** 405. */
export function methodNotAllowed(): Failure {
  return status(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
}

/** 406. */
export function notAcceptable(): Failure {
  return status(406, 'NotAcceptable', 'only the following media types are accepted: application/json');
}

/** 410 of a continue token; `token` continues the list inconsistently. Source: apiserver/pkg/storage/etcd3/errors.go (1.36). */
export function expiredContinue(token: string): Failure {
  const message =
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue ' +
    'parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided ' +
    'token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was ' +
    'returned and now may show up in the list.';
  return status(410, 'Expired', message, { metadata: { continue: token } });
}

/** 429, 500 or 503; `retryAfter` in seconds. 429 is plain text: flow control answers it before the API does. */
export function overloaded(code: 429 | 500 | 503, retryAfter?: number): Failure {
  const headers = retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
  if (code === 429) return new Failure(code, 'Too many requests, please try again later.', headers);
  if (code === 500) return status(code, 'InternalError', 'Internal error occurred: etcdserver: request timed out', { headers });
  return status(code, 'ServiceUnavailable', 'the server is currently unable to handle the request', { headers });
}
