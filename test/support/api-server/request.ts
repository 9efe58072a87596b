import type { IncomingHttpHeaders } from 'node:http';

/** A request as the server got it. */
export interface ApiRequest {
  readonly method: string;
  /** Without the server's path prefix where it is below that; still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** What a path under /api or /apis asks for; `namespace` and `name` are '' where the path has none. */
export interface ResourceRequest {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespace: string;
  readonly name: string;
}

/**
 * Reads a resource's path. Undefined for anything else, subresources included.
 * Source: kubernetes staging/src/k8s.io/apiserver/pkg/endpoints/request/requestinfo.go (1.36): `/namespaces/a` is in namespace a.
 */
export function resourceRequest(path: string): ResourceRequest | undefined {
  const [root, ...parts] = path.split('/').slice(1).map(decodeURIComponent);
  if (root !== 'api' && root !== 'apis') return undefined;
  const group = root === 'api' ? '' : (parts.shift() ?? '');
  const [version = '', ...rest] = parts;
  const [scope, namespace = ''] = rest;
  const inNamespace = scope === 'namespaces' && rest.length > 2;
  const [plural = '', name = '', ...more] = inNamespace ? rest.slice(2) : rest;
  if (plural === '' || more.length > 0) return undefined;
  return { group, version, plural, name, namespace: inNamespace || scope === 'namespaces' ? namespace : '' };
}

/** A media type of an Accept header: `{ type: 'application/json', as: 'PartialObjectMetadataList', g: 'meta.k8s.io', v: 'v1' }`. */
export interface MediaType {
  readonly type: string;
  readonly as?: string;
  readonly g?: string;
  readonly v?: string;
}

/** The media types that a request accepts, in its order; any when it does not say. Quality values are not looked at, as kubectl sends none. */
export function accepted({ headers }: ApiRequest): readonly MediaType[] {
  return (headers.accept ?? '*/*').split(',').map((text) => {
    const [type = '', ...parameters] = text.split(';').map((part) => part.trim());
    return { ...Object.fromEntries(parameters.map((parameter) => parameter.split('='))), type };
  });
}

/** Whether a media type is met by JSON. */
export function isJson({ type }: MediaType): boolean {
  return type === 'application/json' || type === 'application/*' || type === '*/*';
}
