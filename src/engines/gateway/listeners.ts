import type { ClusterIndex } from '../../model/cluster-index.ts';
import { type Gap, gapsOf, knownItems } from '../../model/listing.ts';
import { nameOf, type ObjectRef, refTo } from '../../model/object-ref.ts';
import type { Gateway, Listener, ListenerSet } from '../../model/resources/gateway.ts';
import { GATEWAY_GROUP } from '../../model/resources/gateway-api.ts';
import { byAge } from './age.ts';
import { type Conflict, conflictAt } from './conflicts.ts';
import { takesNamespace } from './namespaces.ts';
import { listServed } from './served.ts';
import { type Judgement, judged, type Truth } from './truth.ts';

/** An object that has listeners. */
export type ListenerOwner = ObjectRef & { readonly kind: 'Gateway' | 'ListenerSet'; readonly namespace: string };

/** A listener where it stands: in a Gateway, or in a ListenerSet that adds it to one. */
export interface PlacedListener {
  readonly owner: ListenerOwner;
  readonly listener: Listener;
  /** Its path in the owner: `spec.listeners[1]`. */
  readonly field: string;
}

/** A listener of a Gateway, and whether it takes part at all. */
export interface GatewayListener extends PlacedListener {
  /** Whether the Gateway has it: its own it always has, one of a ListenerSet if it admits the set. */
  readonly admitted: Truth;
  /** With which other listener it cannot be told apart, so that it is not used. */
  readonly conflict?: Conflict;
}

/** Whether traffic is taken by a listener: it is admitted, and no other one is in its way. */
export function isUsed({ admitted, conflict }: GatewayListener): Truth {
  if (conflict === undefined) return admitted;
  return conflict.holds === 'yes' ? 'no' : 'unknown';
}

/** All listeners that a Gateway has; `gaps` where there may be more. */
export interface GatewayListeners {
  readonly listeners: readonly GatewayListener[];
  readonly gaps: readonly Gap[];
}

/** The listeners that stand in an object itself. */
export function placedListeners(kind: 'Gateway' | 'ListenerSet', item: Gateway | ListenerSet): readonly PlacedListener[] {
  const owner = { ...refTo(kind, item.metadata), kind, namespace: item.metadata.namespace ?? '' };
  return item.spec.listeners.map((listener, index) => ({ owner, listener, field: `spec.listeners[${index}]` }));
}

/**
 * The listeners of a Gateway in order of precedence: its own, then those of its ListenerSets, the oldest set first, then by name.
 * ListenerSets are read only where the Gateway allows any. Source: gateway-api apis/v1/listenerset_types.go (1.6).
 */
export function listenersOf(gateway: Gateway, cluster: ClusterIndex): GatewayListeners {
  const own = placedListeners('Gateway', gateway).map((one) => ({ ...one, admitted: 'yes' as Truth }));
  const sets = listenerSetsOf(gateway, cluster);
  const added = [...sets.items].sort(byAge).flatMap((set) => {
    const { holds: admitted } = admission(set, gateway, cluster);
    return admitted === 'no' ? [] : placedListeners('ListenerSet', set).map((one) => ({ ...one, admitted }));
  });
  const all = [...own, ...added];
  const listeners = all.map((one, place) => {
    const conflict = conflictAt(place, all);
    return conflict === undefined ? one : { ...one, conflict };
  });
  return { listeners, gaps: sets.gaps };
}

/** The ListenerSets that name a Gateway as their parent, admitted or not, as far as it may admit any. */
export function listenerSetsOf(
  gateway: Gateway,
  cluster: ClusterIndex,
): { readonly items: readonly ListenerSet[]; readonly gaps: readonly Gap[] } {
  const { from } = gateway.spec.allowedListeners;
  if (from === 'None') return { items: [], gaps: [] };
  const { namespace = '' } = gateway.metadata;
  const listing = listServed('ListenerSet', cluster, from === 'Same' ? { namespace } : {});
  return { items: knownItems(listing).filter((set) => isParentOf(gateway, set)), gaps: gapsOf(listing) };
}

function isParentOf({ metadata }: Gateway, { spec: { parentRef }, ...set }: ListenerSet): boolean {
  return (
    parentRef.group === GATEWAY_GROUP &&
    parentRef.kind === 'Gateway' &&
    parentRef.name === metadata.name &&
    (parentRef.namespace ?? set.metadata.namespace) === metadata.namespace
  );
}

/** Whether a Gateway admits a ListenerSet: by the namespaces of its `allowedListeners`. */
export function admission(set: ListenerSet, gateway: Gateway, cluster: ClusterIndex): Judgement {
  const home = gateway.metadata.namespace ?? '';
  const taken = takesNamespace(gateway.spec.allowedListeners, home, set.metadata.namespace ?? '', cluster);
  return { ...taken, reason: taken.holds === 'yes' ? 'Accepted' : 'NotAllowed', says: `allowedListeners of the Gateway: ${taken.says}` };
}

/** What becomes of a ListenerSet: its Gateway must exist and admit it. */
export function listenerSetStatus(set: ListenerSet, cluster: ClusterIndex): Judgement {
  const { parentRef } = set.spec;
  const namespace = parentRef.namespace ?? set.metadata.namespace ?? '';
  const gateway = cluster.get('Gateway', parentRef.name, namespace);
  const name = nameOf({ namespace, name: parentRef.name });
  switch (gateway.state) {
    case 'found':
      return admission(set, gateway.item, cluster);
    case 'absent':
      return judged('no', 'ParentNotAccepted', `Gateway ${name} does not exist`);
    case 'unknown':
      return judged('unknown', 'ParentNotAccepted', `Gateway ${name} was not read`, gateway.gaps);
  }
}
