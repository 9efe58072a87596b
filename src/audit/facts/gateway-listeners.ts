import { type GatewayListener, listenerSetStatus, listenersOf } from '../../engines/gateway/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { sameRef } from '../../model/object-ref.ts';
import type { Gateway, ListenerSet } from '../../model/resources/gateway.ts';
import { perCluster } from './by-value.ts';
import { findCondition, type PlacedCondition, presentConditions } from './gateway-conditions.ts';

/** The kinds of objects that have listeners. */
export const LISTENER_OWNERS = ['Gateway', 'ListenerSet'] as const;

/** One of them. */
export type ListenerOwnerKind = (typeof LISTENER_OWNERS)[number];

const known = perCluster(() => new WeakMap<Gateway, readonly GatewayListener[]>());

/** All listeners that a Gateway has; worked out once, since each of its ListenerSets asks. */
export function listenersOfGateway(gateway: Gateway, cluster: ClusterIndex): readonly GatewayListener[] {
  const found = known(cluster).get(gateway) ?? listenersOf(gateway, cluster).listeners;
  known(cluster).set(gateway, found);
  return found;
}

/** The listeners that stand in an object, as its Gateway has them; none of a ListenerSet that no Gateway admits. */
export function ownListeners(kind: ListenerOwnerKind, item: Gateway | ListenerSet, cluster: ClusterIndex): readonly GatewayListener[] {
  const gateway = kind === 'Gateway' ? (item as Gateway) : gatewayOfSet(item as ListenerSet, cluster);
  if (gateway === undefined) return [];
  const { namespace = '', name } = item.metadata;
  return listenersOfGateway(gateway, cluster).filter(({ owner }) => sameRef(owner, { kind, namespace, name }));
}

/** The Gateway that a ListenerSet adds listeners to; undefined where it does not admit them, or that is not known. */
function gatewayOfSet(set: ListenerSet, cluster: ClusterIndex): Gateway | undefined {
  const { name, namespace = set.metadata.namespace } = set.spec.parentRef;
  const found = cluster.get('Gateway', name, namespace);
  return found.state === 'found' && listenerSetStatus(set, cluster).holds === 'yes' ? found.item : undefined;
}

/** What the controller says of the present generation of a listener. */
export function saidOfListener({ metadata, status }: Gateway | ListenerSet, listener: string): readonly PlacedCondition[] {
  const index = status.listeners.findIndex(({ name }) => name === listener);
  const own = status.listeners[index];
  return own === undefined ? [] : presentConditions(own.conditions, metadata, `status.listeners[${index}]`);
}

/** Whether the controller says of some listener that something is wrong, which explains what it says of the whole. */
export function blamesListener(item: Gateway | ListenerSet): boolean {
  return item.status.listeners.some(({ name }) => {
    const said = saidOfListener(item, name);
    const isFalse = ['Accepted', 'ResolvedRefs', 'Programmed'].some((type) => findCondition(said, type, 'False') !== undefined);
    return isFalse || findCondition(said, 'Conflicted', 'True') !== undefined;
  });
}
