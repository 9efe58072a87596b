import { ClusterError } from '../../model/errors.ts';
import { KINDS } from '../../model/kind.ts';
import type { Need } from '../../model/listing.ts';
import { formatSelector } from '../../model/values/label-selector.ts';
import type { Answer } from './transport.ts';

/** The body of a refusal. Source: k8s.io/apimachinery/pkg/apis/meta/v1, Status. */
export interface Status {
  readonly message: string;
  readonly reason: string;
  readonly code: number;
  /** Whether it is about an object that was asked for by name, rather than about a path that the server does not have. */
  readonly aboutObject: boolean;
}

/** One page of a list, or one object. */
export interface Body {
  readonly items: readonly unknown[];
  readonly continueToken: string;
  readonly object: unknown;
}

/** The path of a need, without paging: `/api/v1/namespaces/a/pods?labelSelector=app%3Dweb`. */
export function pathOf({ kind, namespace, name, labels, fields = {} }: Need): string {
  const { group, version, plural } = KINDS[kind];
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const scope = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  const byName = isOneObject({ kind, ...(namespace === undefined ? {} : { namespace }), ...(name === undefined ? {} : { name }) });
  const selector = [...Object.entries(fields), ...(name !== undefined && !byName ? [['metadata.name', name]] : [])];
  const query = new URLSearchParams();
  if (labels !== undefined && labels.length > 0) query.set('labelSelector', formatSelector(labels));
  if (selector.length > 0) query.set('fieldSelector', selector.map(([path, value]) => `${path}=${value}`).join(','));
  const own = byName ? `/${encodeURIComponent(name ?? '')}` : '';
  return `${root}${scope}/${plural}${own}${query.size === 0 ? '' : `?${query}`}`;
}

/** Whether a need is for one object, which is got, rather than for several, which are listed. */
export function isOneObject({ kind, namespace, name }: Need): boolean {
  return name !== undefined && (namespace !== undefined || !KINDS[kind].namespaced);
}

/** What a need asks the server to send: whole objects, or their metadata alone. */
export function acceptOf(need: Need): string {
  if (need.only === undefined) return 'application/json';
  const type = isOneObject(need) ? 'PartialObjectMetadata' : 'PartialObjectMetadataList';
  return `application/json;as=${type};g=meta.k8s.io;v=v1,application/json`;
}

/** The path of a page of a list. `limit` 0 asks for everything at once. */
export function pagePath(path: string, limit: number, continueToken: string): string {
  const query = [limit > 0 ? `limit=${limit}` : '', continueToken === '' ? '' : `continue=${encodeURIComponent(continueToken)}`];
  const added = query.filter((part) => part !== '').join('&');
  return added === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${added}`;
}

/** Reads a refusal, in whatever form it comes. */
export function statusOf({ status: code, body }: Answer): Status {
  try {
    const { kind, message, reason, details } = JSON.parse(body) as {
      readonly kind?: unknown;
      readonly message?: unknown;
      readonly reason?: unknown;
      readonly details?: { readonly name?: unknown };
    };
    if (kind === 'Status') {
      return { code, message: String(message ?? ''), reason: String(reason ?? 'Unknown'), aboutObject: typeof details?.name === 'string' };
    }
  } catch {
    // Not JSON: proxies and unserved paths answer in plain text, which is the message then.
  }
  return { code, message: body.trim().split('\n')[0]?.slice(0, 200) || `HTTP status ${code}`, reason: 'Unknown', aboutObject: false };
}

/**
 * Reads a page of a list, or an object.
 * @throws ClusterError when the server answers with something that is no Kubernetes object
 */
export function bodyOf(answer: Answer, need: Need, server: string): Body {
  const wrong = (what: string) =>
    new ClusterError(
      `Error from server: ${server} answered the request for ${KINDS[need.kind].plural} with ${what}: is it a Kubernetes API server?`,
    );
  let parsed: unknown;
  try {
    parsed = JSON.parse(answer.body);
  } catch (error) {
    throw Object.assign(
      wrong(String(answer.headers['content-type'] ?? 'something').includes('html') ? 'an HTML page' : 'something that is not JSON'),
      { cause: error },
    );
  }
  if (typeof parsed !== 'object' || parsed === null) throw wrong('JSON that is no object');
  const { items, metadata, kind } = parsed as {
    readonly items?: unknown;
    readonly metadata?: { readonly continue?: unknown };
    readonly kind?: unknown;
  };
  if (isOneObject(need)) {
    if (kind !== need.kind && kind !== 'PartialObjectMetadata') throw wrong(`kind ${JSON.stringify(kind)}`);
    return { items: [], continueToken: '', object: parsed };
  }
  const expected = kind === `${need.kind}List` || kind === 'PartialObjectMetadataList' || kind === 'List';
  if (!expected || !(Array.isArray(items) || items === null))
    throw wrong(`kind ${JSON.stringify(kind)}${expected ? ' without items' : ''}`);
  const token = metadata?.continue;
  return { items: items ?? [], continueToken: typeof token === 'string' ? token : '', object: undefined };
}
