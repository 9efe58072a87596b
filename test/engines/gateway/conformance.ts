import { readObjects } from '../../../src/cluster/objects.ts';
import {
  type Action,
  answerGrpc,
  answerHttp,
  answerMesh,
  answerStream,
  answerTls,
  attachmentsOf,
  type BackendOutcome,
  type Decision,
  expectedListenerStatus,
  listenerSetStatus,
  listenersOf,
  type RouteOf,
  resolvedRefs,
} from '../../../src/engines/gateway/index.ts';
import { type ClusterIndex, indexSnapshot } from '../../../src/model/cluster-index.ts';
import { ALL_KINDS, type Kind } from '../../../src/model/kind.ts';
import type { OracleCase } from '../../support/truth.ts';

/** A fact of the conformance tests. */
export interface GatewayCase extends OracleCase {
  readonly input: { readonly objects: readonly { readonly kind: string }[] };
  readonly query: {
    readonly kind: string;
    readonly gateway?: string;
    readonly port?: number;
    readonly scheme?: 'http' | 'https';
    readonly method?: string;
    readonly host?: string;
    readonly path?: string;
    readonly query?: string;
    readonly sni?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly authority?: string;
    readonly service?: string;
    readonly route?: string;
    readonly parent?: string;
    readonly listener?: string;
    readonly listenerSet?: string;
    readonly fromNamespace?: string;
  };
  readonly expect: Readonly<Record<string, unknown>>;
}

/**
 * The cluster of a case. The cases give the objects that matter: where they give no slices or Secrets, these do not matter, and are not there
 * to be judged.
 * @param hidden kinds that cannot be read
 */
export function clusterOf({ input, query }: GatewayCase, hidden: readonly Kind[] = []): ClusterIndex {
  const isTraffic = !query.kind.endsWith('Status');
  const left = ALL_KINDS.filter((kind) => kind !== 'EndpointSlice' && (kind !== 'Secret' || !isTraffic) && !hidden.includes(kind));
  const objects = input.objects.filter(({ kind }) => !hidden.some((one) => one === kind));
  return indexSnapshot(readObjects(objects, { complete: left }));
}

/** What the engine says to the question of a case, in the words of the oracle. */
export function answerTo(one: GatewayCase, cluster: ClusterIndex): Readonly<Record<string, unknown>> {
  return one.query.kind.endsWith('Status') ? statusOf(one, cluster) : told(decisionOf(one, cluster), one);
}

function split(name = ''): { readonly namespace: string; readonly name: string } {
  const [namespace = '', rest = ''] = name.split('/');
  return { namespace, name: rest };
}

function found<T>(lookup: { readonly state: string; readonly item?: T }): T {
  if (lookup.item === undefined) throw new Error('the case lacks its object');
  return lookup.item;
}

function decisionOf({ query }: GatewayCase, cluster: ClusterIndex): Decision | undefined {
  const { namespace, name } = split(query.gateway);
  const gateway = () => found(cluster.get('Gateway', name, namespace));
  const { port = 0, scheme = 'http', method = 'GET', host = '', path = '', headers = {}, sni = '', service = '' } = query;
  const request = { ...query, port, scheme, method, host, path, headers };
  switch (query.kind) {
    case 'http':
      return answerHttp(gateway(), request, cluster);
    case 'grpc':
      return answerGrpc(gateway(), { ...request, authority: query.authority ?? '', service }, cluster);
    case 'tls':
      return answerTls(gateway(), { port, sni }, cluster);
    case 'tcp':
    case 'udp':
      return answerStream(gateway(), { port, protocol: query.kind === 'tcp' ? 'TCP' : 'UDP' }, cluster);
    default:
      return answerMesh({ ...request, fromNamespace: query.fromNamespace ?? '', service: split(service) }, cluster);
  }
}

/** What was decided, in the words of the oracle. */
function told(decision: Decision | undefined, { query }: GatewayCase): Readonly<Record<string, unknown>> {
  if (decision === undefined) return { outcome: 'backend', backend: query.service, routeApplied: false };
  const { action } = decision;
  const applied = query.kind === 'mesh-http' ? { routeApplied: true } : {};
  switch (action.does) {
    case 'refuse':
      return { outcome: 'connection-rejected' };
    case 'unknown':
      return { outcome: 'unknown', why: action.why };
    case 'answer':
      return { outcome: 'error', status: action.status, grpcStatus: action.grpcStatus };
    case 'redirect':
      return { outcome: 'redirect', status: action.status, location: { ...action.location, port: action.location.port ?? null } };
    case 'forward':
      return { ...applied, ...toldForward(action, query.kind) };
  }
}

function toldForward(action: Extract<Action, { does: 'forward' }>, kind: string): Readonly<Record<string, unknown>> {
  const [only] = action.backends;
  if (action.backends.length === 1 && only !== undefined) return toldBackend(only, action, kind);
  if (action.backends.some(({ meets }) => meets === 'unknown')) return { outcome: 'unknown' };
  const good = action.backends.filter(({ meets }) => meets === 'forwarded');
  const bad = action.backends.filter(({ meets }) => meets === 'error');
  const errors = Object.fromEntries(
    [...new Set(bad.map(({ status }) => status))].map((status) => [
      String(status),
      bad.filter((one) => one.status === status).reduce((sum, { backend }) => sum + backend.share, 0),
    ]),
  );
  return {
    outcome: 'distribution',
    weights: Object.fromEntries(good.map(({ backend }) => [nameOf(backend), backend.share])),
    ...(bad.length > 0 && { errors }),
  };
}

function toldBackend(
  { backend, meets, status, request, location }: BackendOutcome,
  { mirrors, tls }: Extract<Action, { does: 'forward' }>,
  kind: string,
): Readonly<Record<string, unknown>> {
  if (meets === 'redirected') return { outcome: 'redirect', status, location: { ...location, port: location?.port ?? null } };
  if (meets === 'error') return { outcome: 'error', status, resolvedRefsReason: backend.reason };
  if (meets === 'unknown') return { outcome: 'unknown', why: backend.says };
  return {
    outcome: 'backend',
    ...(kind === 'http' && { status: 200 }),
    backend: nameOf(backend),
    ready: backend.ready,
    ...(kind === 'tls' && { tls: tls?.toLowerCase(), port: backend.ref.port }),
    ...(request !== undefined && { forwarded: { ...request, absentHeaders: request.removed } }),
    mirroredTo: mirrors.map(nameOf),
    candidateEndpoints: backend.endpoints.map(({ ip, port }) => `${ip}:${port}`),
  };
}

function nameOf({ ref }: { readonly ref: { readonly namespace: string; readonly name: string } }): string {
  return `${ref.namespace}/${ref.name}`;
}

function statusOf({ query }: GatewayCase, cluster: ClusterIndex): Readonly<Record<string, unknown>> {
  if (query.kind === 'listenerSetStatus') {
    const { namespace, name } = split(query.listenerSet);
    const { holds, reason } = listenerSetStatus(found(cluster.get('ListenerSet', name, namespace)), cluster);
    return { accepted: flag(holds), reason };
  }
  if (query.kind === 'listenerStatus') {
    const { namespace, name } = split(query.gateway);
    const { listeners } = listenersOf(found(cluster.get('Gateway', name, namespace)), cluster);
    const listener = listeners.find((one) => one.listener.name === query.listener);
    if (listener === undefined) throw new Error('the case lacks its listener');
    const status = expectedListenerStatus(listener, cluster);
    return {
      accepted: flag(status.accepted.holds),
      resolvedRefs: flag(status.resolvedRefs.holds),
      resolvedRefsReason: status.resolvedRefs.reason,
      programmed: flag(status.programmed.holds),
      supportedKinds: status.supportedKinds,
      attachedRoutes: status.attached.gaps.length > 0 ? 'unknown' : status.attached.routes.length,
    };
  }
  const [kind = '', namespace = '', name = ''] = (query.route ?? '').split('/');
  const route = { kind, route: found(cluster.get(kind as RouteOf['kind'], name, namespace)) } as RouteOf;
  const [parentName, parentNamespace] = (query.parent ?? '').split('/').reverse();
  const attachment = attachmentsOf(route, cluster).find(
    ({ parent }) => parent?.name === parentName && parent?.namespace === parentNamespace,
  );
  const refs = resolvedRefs(route, cluster);
  return {
    accepted: flag(attachment?.holds),
    reason: attachment?.reason,
    resolvedRefs: flag(refs.holds),
    resolvedRefsReason: refs.reason,
  };
}

function flag(holds: string | undefined): boolean | string | undefined {
  return holds === 'yes' ? true : holds === 'no' ? false : holds;
}

/** Compares what the case states; of the location and of what is forwarded, each part. Header names in any case, sets in any order. */
export function stated(wanted: unknown, actual: unknown): unknown {
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) return actual;
  const given = (actual ?? {}) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.entries(wanted).map(([key, value]) => [key, stated(value, given[key])]));
}

/** Makes answers comparable: sets sorted, header names in lower case, shares rounded. */
export function normal(value: unknown, key = ''): unknown {
  if (Array.isArray(value))
    return key === 'absentHeaders' ? [...new Set(value.map((one) => String(one).toLowerCase()))].sort() : [...value].sort();
  if (typeof value === 'number') return Math.round(value * 1e9) / 1e9;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [key === 'headers' ? name.toLowerCase() : name, normal(one, name)]));
}
