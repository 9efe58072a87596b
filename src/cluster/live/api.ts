import { STATUS_CODES } from 'node:http';
import { ClusterError } from '../../model/errors.ts';
import { apiKindOf, KINDS } from '../../model/kind.ts';
import type { Need } from '../../model/listing.ts';
import { formatSelector } from '../../model/values/label-selector.ts';
import type { Answer } from './transport.ts';

/** A refusal. Source: k8s.io/apimachinery/pkg/apis/meta/v1, Status. */
export interface Status {
  readonly message: string;
  readonly code: number;
  /** Whether it is about an object that was asked for by name, rather than about a path that the server does not have. */
  readonly aboutObject: boolean;
}

/** One page of a list, or one object; `continueToken` is '' on the last page. */
export interface Body {
  readonly items: readonly unknown[];
  readonly continueToken: string;
}

/** The path of a need in a version of its kind, without paging: `/api/v1/namespaces/a/pods?labelSelector=app%3Dweb`. */
export function pathOf({ kind, namespace, name, labels, fields = {} }: Need, version: string = KINDS[kind].version): string {
  const { group, plural } = KINDS[kind];
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const scope = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  const byName = isOneObject({ kind, namespace, name });
  const selector = [...Object.entries(fields), ...(name !== undefined && !byName ? [['metadata.name', name]] : [])];
  const query = new URLSearchParams();
  if (labels !== undefined && labels.length > 0) query.set('labelSelector', formatSelector(labels));
  if (selector.length > 0) query.set('fieldSelector', selector.map(([path, value = '']) => `${path}=${escaped(value)}`).join(','));
  const own = byName ? `/${encodeURIComponent(name ?? '')}` : '';
  return `${root}${scope}/${plural}${own}${query.size === 0 ? '' : `?${query}`}`;
}

/** Source: apimachinery fields/selector.go, EscapeValue (1.36). */
function escaped(value: string): string {
  return value.replace(/[\\,=]/g, '\\$&');
}

/**
 * Why a namespace or a name would lead to another path than its own, in kubectl's words; undefined when it would not.
 * Source: apimachinery api/validation/path/name.go, IsValidPathSegmentName (1.36).
 */
export function segmentProblem(what: 'namespace' | 'resource name', text: string): string | undefined {
  const [sign] = /[/%]/.exec(text) ?? [];
  const why = text === '.' || text === '..' ? `be '${text}'` : sign && `contain '${sign}'`;
  return why && `invalid ${what} "${text}": [may not ${why}]`;
}

/** Whether a need is for one object, which is got, rather than for several, which are listed. */
export function isOneObject({
  kind,
  namespace,
  name,
}: { readonly [K in 'namespace' | 'name']?: string | undefined } & Pick<Need, 'kind'>): boolean {
  return name !== undefined && (namespace !== undefined || !KINDS[kind].namespaced);
}

/** What a need asks the server to send: whole objects, or their metadata alone. */
export function acceptOf(need: Need): string {
  if (need.only !== 'metadata') return 'application/json';
  const type = isOneObject(need) ? 'PartialObjectMetadata' : 'PartialObjectMetadataList';
  return `application/json;as=${type};g=meta.k8s.io;v=v1,application/json`;
}

/** The path of a page of a list. `limit` 0 asks for everything at once. */
export function pagePath(path: string, limit: number, continueToken: string): string {
  const query = [limit > 0 ? `limit=${limit}` : '', continueToken === '' ? '' : `continue=${encodeURIComponent(continueToken)}`];
  const added = query.filter((part) => part !== '').join('&');
  return added === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${added}`;
}

/**
 * Reads a refusal.
 * @throws ClusterError, in kubectl's words where it has some, for one that concerns every request: without a valid login, or by something
 * that is no Kubernetes API server
 */
export function statusOf(answer: Answer, need: Need, server: string): Status {
  const { status: code } = answer;
  const given = givenStatus(answer);
  if (code === 401) {
    const why = given === undefined ? 'the server has asked for the client to provide credentials' : given.message;
    throw new ClusterError(`error: You must be logged in to the server (${why})`);
  }
  return given ?? { code, message: messageOf(answer, need, server), aboutObject: false };
}

function givenStatus({ status: code, ...answer }: Answer): Status | undefined {
  const { kind, message, details } = ('json' in answer ? (answer.json ?? {}) : {}) as {
    readonly kind?: unknown;
    readonly message?: unknown;
    readonly details?: { readonly name?: unknown } | null;
  };
  return kind === 'Status' ? { code, message: String(message ?? ''), aboutObject: typeof details?.name === 'string' } : undefined;
}

/** What kubectl makes of a refusal without a Status. Source: apimachinery api/errors/errors.go, NewGenericServerResponse (1.36). */
function messageOf(answer: Answer, need: Need, server: string): string {
  const { status, headers } = answer;
  const said = firstLine(answer);
  if (status === 503) return 'the server is currently unable to handle the request';
  if (status >= 500) return `an error on the server (${JSON.stringify(said)}) has prevented the request from succeeding`;
  if (/\bhtml\b/.test(headers['content-type'] ?? '')) throw notKubernetes(need, server, 'an HTML page');
  switch (status) {
    case 400:
      throw new ClusterError(`Error from server (BadRequest): ${said}`);
    case 403:
      return said;
    case 404:
      return 'the server could not find the requested resource';
    case 405:
      return 'the server does not allow this method on the requested resource';
    case 406:
      return 'the server was unable to respond with a content type that the client supports';
    case 429:
      return 'the server has received too many requests and has asked us to try again later';
    default:
      throw notKubernetes(need, server, `HTTP status ${status} (${STATUS_CODES[status] ?? 'unknown'})`);
  }
}

function firstLine(answer: Answer): string {
  const text = 'json' in answer ? JSON.stringify(answer.json) : answer.text.trim();
  return text.split('\n')[0]?.slice(0, 200) ?? '';
}

/** The error for an answer that no Kubernetes API server would give. */
export function notKubernetes(need: Need, server: string, what: string): ClusterError {
  return new ClusterError(
    `Error from server: ${server} answered the request for ${KINDS[need.kind].plural} with ${what}: is it a Kubernetes API server?`,
  );
}

/**
 * Reads a page of a list, or an object.
 * @throws ClusterError when the server answers with something else
 */
export function bodyOf(answer: Answer, need: Need, server: string): Body {
  const wrong = (what: string) => notKubernetes(need, server, what);
  if ('text' in answer) {
    throw wrong(/\bhtml\b/.test(answer.headers['content-type'] ?? '') ? 'an HTML page' : 'something that is not JSON');
  }
  const { json } = answer;
  if (typeof json !== 'object' || json === null) throw wrong('JSON that is no object');
  const { items, metadata, kind } = json as {
    readonly items?: unknown;
    readonly metadata?: { readonly continue?: unknown } | null;
    readonly kind?: unknown;
  };
  const one = isOneObject(need);
  const partial = need.only === 'metadata' && kind === (one ? 'PartialObjectMetadata' : 'PartialObjectMetadataList');
  if (!partial && kind !== (one ? apiKindOf(need.kind) : `${apiKindOf(need.kind)}List`))
    throw wrong(kind === undefined ? 'JSON that has no kind' : `kind ${JSON.stringify(kind)}`);
  if (one) return { items: [json], continueToken: '' };
  if (!(Array.isArray(items) || items === null)) throw wrong(`kind ${JSON.stringify(kind)} without items`);
  const token = metadata?.continue;
  return { items: items ?? [], continueToken: typeof token === 'string' ? token : '' };
}
