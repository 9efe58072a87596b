import { type Attachment, attachmentsOf, kindsOfProtocol, type RouteKind } from '../../engines/gateway/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Gap } from '../../model/listing.ts';
import { describeRef, type ObjectRef, refTo } from '../../model/object-ref.ts';
import type { ParentRef } from '../../model/resources/gateway-api.ts';
import type { Route, RouteParentStatus } from '../../model/resources/route.ts';
import type { Hit, Unjudged } from '../rule.ts';
import { perCluster } from './by-value.ts';
import { findCondition, type PlacedCondition, presentConditions, quote, whyOf } from './gateway-conditions.ts';

/**
 * Why a parentRef does not attach its route: the parent is not there; none of its listeners is meant; their protocol takes no such kind; they
 * allow neither its kind nor its namespace; their hostnames are others. `refused`: the controller says another reason. `unread`: not known.
 */
export type ParentCause = 'missing' | 'no-listener' | 'protocol' | 'not-allowed' | 'hostnames' | 'refused' | 'none' | 'unread';

/** One parentRef of a route, and why it does not attach it. */
export interface RouteParent {
  readonly attachment: Attachment;
  readonly cause: ParentCause;
  /** `Gateway prod/edge, listener https`. */
  readonly name: string;
  /** The same without section name and port. */
  readonly owner: string;
  /** As a sentence goes on. */
  readonly why: string;
  readonly gaps: readonly Gap[];
  /** What controllers say of it; empty where none has said anything. */
  readonly said: readonly { readonly parent: RouteParentStatus; readonly index: number; readonly conditions: readonly PlacedCondition[] }[];
  readonly evidence: readonly [Evidence, ...Evidence[]];
}

/** What the sentences about a parentRef are made of. */
export interface ParentArgs extends Readonly<Record<string, string>> {
  readonly route: string;
  readonly parent: string;
  /** The same without section name and port. */
  readonly owner: string;
  readonly why: string;
}

/** Judges each parentRef of a route for one cause. */
export function judgeParents(
  kind: RouteKind,
  route: Route,
  cause: ParentCause,
  cluster: ClusterIndex,
): readonly (Hit<ParentArgs> | Unjudged)[] {
  const name = describeRef(refTo(kind, route.metadata));
  return routeParents(kind, route, cluster).flatMap((one): readonly (Hit<ParentArgs> | Unjudged)[] => {
    if (one.cause === 'unread') return mayBe(cause, one) ? [{ unjudged: one.gaps }] : [];
    return one.cause === cause ? [{ args: { route: name, parent: one.name, owner: one.owner, why: one.why }, evidence: one.evidence }] : [];
  });
}

const known = perCluster(() => new WeakMap<Route, readonly RouteParent[]>());

/** The parentRefs of a route; worked out once, since several rules ask. */
export function routeParents(kind: RouteKind, route: Route, cluster: ClusterIndex): readonly RouteParent[] {
  const found = known(cluster).get(route) ?? attachmentsOf({ kind, route }, cluster).map((one) => routeParent(one, kind, route, cluster));
  known(cluster).set(route, found);
  return found;
}

function routeParent(attachment: Attachment, kind: RouteKind, route: Route, cluster: ClusterIndex): RouteParent {
  const object = refTo(kind, route.metadata);
  const said = route.status.parents
    .map((parent, index) => ({
      parent,
      index,
      conditions: presentConditions(parent.conditions, route.metadata, `status.parents[${index}]`),
    }))
    .filter(({ parent }) => isSameParent(parent.parentRef, attachment.parentRef, route));
  const refusal = said.map(({ conditions }) => findCondition(conditions, 'Accepted', 'False')).find((one) => one !== undefined);
  const own = causeByObjects(attachment, kind, cluster);
  const cause = own === 'none' || own === 'unread' ? (causeBySaying(refusal) ?? own) : own;
  const decisive = attachment.listeners.filter(({ reason }) => reason === attachment.reason);
  return {
    attachment,
    cause,
    name: parentName(attachment),
    owner: ownerName(attachment),
    why: own === cause || refusal === undefined ? attachment.says : `its controller says ${whyOf(refusal)}`,
    gaps: attachment.gaps,
    said,
    evidence: [
      { object, field: `${attachment.field}.name`, value: attachment.parentRef.name, says: attachment.says },
      ...(own === cause ? decisive.slice(0, 1).map(({ at, says }) => ({ object: at.owner, field: at.field, says })) : []),
      ...(refusal === undefined ? [] : [quote(object, refusal)]),
    ],
  };
}

function causeByObjects({ holds, reason, parent, listeners, gaps }: Attachment, kind: RouteKind, cluster: ClusterIndex): ParentCause {
  if (holds !== 'no') return holds === 'unknown' && gaps.length > 0 ? 'unread' : 'none';
  switch (reason) {
    case 'NoMatchingListenerHostname':
      return 'hostnames';
    case 'NotAllowedByListeners':
      return listeners.every(({ at }) => kindsOfProtocol(at.listener)?.includes(kind) === false) ? 'protocol' : 'not-allowed';
    default:
      return parent !== undefined && cluster.get(parent.kind, parent.name, parent.namespace).state === 'absent' ? 'missing' : 'no-listener';
  }
}

/** Source: gateway-api apis/v1/shared_types.go, RouteConditionReason (1.6). */
const CAUSES: Readonly<Record<string, ParentCause>> = {
  NoMatchingParent: 'no-listener',
  NotAllowedByListeners: 'not-allowed',
  NoMatchingListenerHostname: 'hostnames',
};

function causeBySaying(refusal: PlacedCondition | undefined): ParentCause | undefined {
  return refusal === undefined ? undefined : (CAUSES[refusal.condition.reason ?? ''] ?? 'refused');
}

/** What was not read decides about this cause: the parent about all of them, a Namespace about what listeners allow. */
function mayBe(cause: ParentCause, { gaps, attachment }: RouteParent): boolean {
  const isParent = gaps.some((gap) => gap.kind === attachment.parent?.kind);
  return isParent ? ['missing', 'no-listener', 'protocol', 'not-allowed', 'hostnames'].includes(cause) : cause === 'not-allowed';
}

function isSameParent(a: ParentRef, b: ParentRef, { metadata }: Route): boolean {
  const key = ({ group, kind, namespace = metadata.namespace, name, sectionName = '', port = 0 }: ParentRef) =>
    JSON.stringify([group, kind, namespace, name, sectionName, port]);
  return key(a) === key(b);
}

function parentName(attachment: Attachment): string {
  const { sectionName, port } = attachment.parentRef;
  return [
    ownerName(attachment),
    ...(sectionName === undefined ? [] : [`listener ${sectionName}`]),
    ...(port === undefined ? [] : [`port ${port}`]),
  ].join(', ');
}

function ownerName({ parent, parentRef: { group, kind, name } }: Attachment): string {
  return parent === undefined ? `${kind}.${group} ${name}` : describeRef(parent satisfies ObjectRef);
}
