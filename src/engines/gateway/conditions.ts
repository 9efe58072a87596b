import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { ReportedCondition } from '../../model/gateway-status.ts';
import { nameOf } from '../../model/object-ref.ts';
import type { Gateway, ListenerStatus } from '../../model/resources/gateway.ts';
import type { SpecMetadata, StatusCondition } from '../../model/resources/gateway-api.ts';
import { type Attachment, namesListener, parentOf, type RouteOf } from './attachment.ts';
import type { PlacedListener } from './listeners.ts';

/** The API writes these on a new object so that it shows that no controller has looked at it. Source: gateway-api apis/v1/gateway_types.go (1.6). */
const PLACEHOLDER = { reason: 'Pending', status: 'Unknown' };

/** Conditions as a controller wrote them, each with whether it is about an older generation of the object. */
export function reportedConditions(conditions: readonly StatusCondition[], { generation }: SpecMetadata): readonly ReportedCondition[] {
  return conditions.map(({ type, status, reason, message, observedGeneration }) => ({
    type,
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    ...(observedGeneration === undefined || generation === undefined ? {} : { stale: observedGeneration < generation }),
  }));
}

/** Whether a controller has said anything: not only what the API itself writes on a new object. */
export function isReported(conditions: readonly StatusCondition[]): boolean {
  return conditions.some(({ status, reason }) => status !== PLACEHOLDER.status || reason !== PLACEHOLDER.reason);
}

/** What the controller says of one listener, in the status of the object in which it stands. */
export function reportedListener(
  { owner, listener }: PlacedListener,
  gateway: Gateway,
  cluster: ClusterIndex,
): { readonly status: ListenerStatus; readonly metadata: SpecMetadata } | undefined {
  const set = owner.kind === 'ListenerSet' ? cluster.get('ListenerSet', owner.name, owner.namespace) : undefined;
  if (set !== undefined && set.state !== 'found') return undefined;
  const { status, metadata } = set?.item ?? gateway;
  const own = status.listeners.find(({ name }) => name === listener.name);
  return own === undefined ? undefined : { status: own, metadata };
}

/**
 * Why it is not sure that a Gateway's data plane does what its spec says; undefined where its controller says that it does. What is programmed
 * was accepted.
 */
export function whyNotProgrammed({ metadata, status }: Gateway): string | undefined {
  const name = nameOf(metadata);
  const said = (type: string) => status.conditions.find((one) => one.type === type)?.status;
  const refused = ['Accepted', 'Programmed'].find((type) => said(type) === 'False');
  if (refused !== undefined) return `the controller of Gateway ${name} says ${refused} False`;
  if (said('Programmed') === 'True') return undefined;
  return `no controller has said of Gateway ${name} that it is ${said('Accepted') === 'True' ? 'Programmed' : 'Accepted'}`;
}

/** Why a listener takes nothing, by what its controller says of its present generation. */
export function whyListenerFails(at: PlacedListener, gateway: Gateway, cluster: ClusterIndex): string | undefined {
  const reported = reportedListener(at, gateway, cluster);
  if (reported === undefined) return undefined;
  const { generation } = reported.metadata;
  const bad = reported.status.conditions.find(
    ({ type, status, observedGeneration }) =>
      (type === 'Accepted' || type === 'Programmed') && status === 'False' && (observedGeneration ?? 0) >= (generation ?? 0),
  );
  if (bad === undefined) return undefined;
  const why = [bad.reason, bad.message].filter((one) => one !== undefined && one !== '').join(', ');
  return `the controller says of listener ${at.listener.name}: ${bad.type} False${why === '' ? '' : ` (${why})`}`;
}

/** Why it is not sure that a route does what it says at a listener, by what its controller says of the present generations of both. */
export function whyRouteFails({ kind, route }: RouteOf, at: PlacedListener, gateway: Gateway, cluster: ClusterIndex): string | undefined {
  const { generation = 0 } = route.metadata;
  const accepted = route.status.parents
    .filter(({ parentRef }) => isParent(parentOf(parentRef, route), at) && namesListener(parentRef, at.listener))
    .flatMap(({ conditions }) =>
      conditions.filter(({ type, observedGeneration = 0 }) => type === 'Accepted' && observedGeneration >= generation),
    );
  if (accepted.some(({ status }) => status === 'True')) return undefined;
  const refused = accepted.find(({ status }) => status === 'False');
  if (refused !== undefined)
    return `the controller says of ${kind} ${nameOf(route.metadata)}: Accepted False (${refused.reason ?? 'no reason'})`;
  const kinds = reportedListener(at, gateway, cluster)?.status.supportedKinds.map((one) => one.kind) ?? [];
  const isSupported = kinds.length === 0 || kinds.includes(kind);
  return isSupported ? undefined : `the controller says that listener ${at.listener.name} takes ${kinds.join(', ')} alone, no ${kind}`;
}

function isParent(parent: Attachment['parent'], { owner }: PlacedListener): boolean {
  return parent?.kind === owner.kind && parent.namespace === owner.namespace && parent.name === owner.name;
}
