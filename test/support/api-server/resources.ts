import type { Answer } from './answer.ts';
import type { ApiObject } from './api-object.ts';
import type { Collection } from './collection.ts';
import { type Encoding, encodingFor } from './encoding.ts';
import type { ApiRequest, ResourceRequest } from './request.ts';
import { fieldSelector, labelSelector, type Selects } from './selector.ts';
import type { ServedKind } from './served-kind.ts';
import { badRequest, methodNotAllowed, noSuchPath, notFound } from './status.ts';
import type { Store } from './stored-objects.ts';

const RESOURCE_VERSION = 1048576;

/** Answers GET of an object and LIST of a kind, at the cluster scope or in a namespace. */
export function resourceAnswer(request: ApiRequest, resource: ResourceRequest, store: Store, managedFields: boolean): Answer {
  const kind = store.kinds.find(
    ({ group, version, plural }) => group === resource.group && version === resource.version && plural === resource.plural,
  );
  if (kind === undefined) throw noSuchPath();
  const { name } = resource;
  const namespace = kind.plural === 'namespaces' && kind.group === '' ? '' : resource.namespace;
  if (!kind.namespaced && namespace !== '') throw noSuchPath();
  if (kind.namespaced && namespace === '' && name !== '') throw noSuchPath();
  if (request.query.has('watch')) throw methodNotAllowed();
  const collection = store.collection(kind);
  const encoding = encodingFor(request, kind, name === '', managedFields);
  const answer = (body: Iterable<string>) => ({ status: 200, contentType: 'application/json', headers: warningsOf(kind), body });
  if (name === '') return answer(listBody(readList(request.query, kind), namespace, collection, encoding));
  const object = collection.find(namespace, name);
  if (object === undefined) throw notFound(resource);
  return answer([`${encoding.object(object)}\n`]);
}

/** Source: kubernetes staging/src/k8s.io/api/core/v1/zz_generated.prerelease-lifecycle.go: Endpoints are deprecated since 1.33. */
function warningsOf({ group, plural }: ServedKind): Readonly<Record<string, string>> {
  if (group !== '' || plural !== 'endpoints') return {};
  return { Warning: '299 - "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"' };
}

interface ListRequest {
  /** 0 for no limit. */
  readonly limit: number;
  /** The place in the list to start at. */
  readonly start: number;
  /** Undefined where everything is selected. */
  readonly selects?: Selects;
}

function readList(query: URLSearchParams, kind: ServedKind): ListRequest {
  const labels = query.get('labelSelector') ?? '';
  const fields = query.get('fieldSelector') ?? '';
  const token = query.get('continue') ?? '';
  const version = query.get('resourceVersion') ?? '';
  const limit = query.get('limit') ?? '0';
  if (!/^\d+$/.test(limit)) throw badRequest(`strconv.ParseInt: parsing "${limit}": invalid syntax`);
  if (token !== '' && version !== '') throw badRequest('specifying resource version is not allowed when using continue');
  const byLabel = labelSelector(labels);
  const byField = fieldSelector(fields, kind);
  return {
    // The watch cache answers resourceVersion 0, and does not page.
    limit: version === '0' ? 0 : Number(limit),
    start: token === '' ? 0 : startOf(token),
    ...((labels !== '' || fields !== '') && { selects: (object: ApiObject) => byLabel(object) && byField(object) }),
  };
}

/** A continue token for a place in a list. */
function tokenFor(start: number): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: RESOURCE_VERSION, start: String(start) })).toString('base64url');
}

function startOf(token: string): number {
  const match = /^\{"v":"meta.k8s.io\/v1","rv":\d+,"start":"(\d+)"\}$/.exec(Buffer.from(token, 'base64url').toString());
  if (match === null) throw badRequest('continue key is not valid: invalid character in token');
  return Number(match[1]);
}

function listBody(
  { limit, start, selects }: ListRequest,
  namespace: string,
  collection: Collection,
  { list, item }: Encoding,
): Iterable<string> {
  const places = namespace === '' ? undefined : collection.inNamespace(namespace);
  const size = places?.length ?? collection.count;
  const encoded = (place: number) => {
    const object = collection.at(places?.[place] ?? place);
    return selects === undefined || selects(object) ? item(object) : undefined;
  };
  if (limit === 0) return document(list, {}, everyItem(start, size, encoded));
  const items: string[] = [];
  let next = start;
  for (; next < size && items.length < limit; next++) {
    const text = encoded(next);
    if (text !== undefined) items.push(text);
  }
  // As etcd's store does: a full page continues while keys are left, even if none of them is selected; the last page may be empty.
  const remaining = size - next;
  const more = remaining > 0 && { continue: tokenFor(next), ...(selects === undefined && { remainingItemCount: remaining }) };
  return document(list, { ...more }, items);
}

function* everyItem(start: number, size: number, encoded: (place: number) => string | undefined): Iterable<string> {
  for (let place = start; place < size; place++) {
    const text = encoded(place);
    if (text !== undefined) yield text;
  }
}

const PIECE = 64 * 1024;

/** A list as text, in pieces of about 64 KiB, its metadata before the items. */
function* document(list: Encoding['list'], paging: object, items: Iterable<string>): Iterable<string> {
  const metadata = { resourceVersion: String(RESOURCE_VERSION), ...paging };
  let piece = `${JSON.stringify({ ...list, metadata }).slice(0, -1)},"items":[`;
  let separator = '';
  for (const item of items) {
    piece += separator + item;
    separator = ',';
    if (piece.length > PIECE) {
      yield piece;
      piece = '';
    }
  }
  yield `${piece}]}\n`;
}
