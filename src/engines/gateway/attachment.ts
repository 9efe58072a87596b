import type { ClusterIndex } from '../../model/cluster-index.ts';
import { describeRef, nameOf, type ObjectRef } from '../../model/object-ref.ts';
import type { Gateway } from '../../model/resources/gateway.ts';
import { GATEWAY_GROUP, type ParentRef } from '../../model/resources/gateway-api.ts';
import type { Route } from '../../model/resources/route.ts';
import { EVERY_HOST, intersectHosts } from './hostname.ts';
import { type ListenerOwner, type PlacedListener, placedListeners } from './listeners.ts';
import { takesNamespace } from './namespaces.ts';
import { type RouteKind, takesKind } from './protocols.ts';
import { allOf, anyOf, type Judgement, judged, type Truth } from './truth.ts';

/** A route and its kind. */
export interface RouteOf {
  readonly kind: RouteKind;
  readonly route: Route;
  /** Whether it is looked at as a service mesh applies it: such a route may send to any namespace without a ReferenceGrant (GEP-1294). */
  readonly mesh?: true;
}

/** One listener that a parentRef names, and whether it takes the route. */
export interface ListenerAttachment extends Judgement {
  readonly at: PlacedListener;
  /** The hosts for which the route is asked there: what both its hostnames and the listener's take. Empty: none. */
  readonly hosts: readonly string[];
}

/** A Service as the parent of a route, as service meshes use them. */
export type MeshParent = ObjectRef & { readonly kind: 'Service'; readonly namespace: string };

/** What becomes of one parentRef of a route. `reason` is that of the API's condition Accepted. */
export interface Attachment extends Judgement {
  readonly parentRef: ParentRef;
  /** Its path in the route: `spec.parentRefs[0]`. */
  readonly field: string;
  /** The parent, if it is a kind that the specification knows: Gateway, ListenerSet, Service. */
  readonly parent?: ListenerOwner | MeshParent;
  /** The listeners that `sectionName` and `port` name. */
  readonly listeners: readonly ListenerAttachment[];
}

/**
 * What becomes of each parentRef of a route, each judged alone: the parent exists; listeners with the section name and the port; of those,
 * some that take the kind and the namespace; of those, some whose hostname intersects one of the route's.
 * Source: gateway-api apis/v1/shared_types.go, ParentReference and RouteConditionReason (1.6).
 */
export function attachmentsOf(of: RouteOf, cluster: ClusterIndex): readonly Attachment[] {
  return of.route.spec.parentRefs.map((parentRef, index) => {
    const base = { parentRef, field: `spec.parentRefs[${index}]` };
    const parent = parentOf(parentRef, of.route);
    if (parent === undefined) {
      const says = `${parentRef.kind} of group ${parentRef.group} is the implementation's own kind of parent`;
      return { ...base, ...judged('unknown', 'Pending', says), listeners: [] };
    }
    const toParent = parent.kind === 'Service' ? toService(parent, parentRef, cluster) : toListeners(of, parent, parentRef, cluster);
    return { ...base, parent, ...toParent };
  });
}

/** A route as its parents apply it: in a mesh where all of them are Services. */
export function asItsParentsApply<K extends RouteKind>(kind: K, route: Route): RouteOf & { readonly kind: K } {
  const { parentRefs } = route.spec;
  const isMesh = parentRefs.length > 0 && parentRefs.every((ref) => parentOf(ref, route)?.kind === 'Service');
  return isMesh ? { kind, route, mesh: true } : { kind, route };
}

/** The object that a parentRef means; undefined for a kind that the specification does not know. */
export function parentOf(parentRef: ParentRef, { metadata }: Route): Attachment['parent'] {
  const { group, kind, name, namespace = metadata.namespace ?? '' } = parentRef;
  if (group === GATEWAY_GROUP && (kind === 'Gateway' || kind === 'ListenerSet')) return { kind, namespace, name };
  return group === '' && kind === 'Service' ? { kind, namespace, name } : undefined;
}

/** How a route stands to one listener, whether or not a parentRef names it. */
export function attachmentTo({ kind, route }: RouteOf, at: PlacedListener, cluster: ClusterIndex): ListenerAttachment {
  const { listener, owner } = at;
  const taken = takesNamespace(listener.allowedRoutes.namespaces, owner.namespace, route.metadata.namespace ?? '', cluster);
  const kindTaken = takesKind(listener, kind);
  const allowed = allOf([kindTaken, taken.holds]);
  const hosts = allowed === 'no' ? [] : commonHosts(route.spec.hostnames, listener.hostname);
  if (allowed === 'no') {
    const says = kindTaken === 'no' ? `listener ${listener.name} (${listener.protocol}) takes no ${kind}` : taken.says;
    return { at, hosts, ...judged('no', 'NotAllowedByListeners', `listener ${listener.name}: ${says}`) };
  }
  if (hosts.length === 0) {
    const says = `none of the route's hostnames ${route.spec.hostnames.join(', ')} is within ${listener.hostname} of listener ${listener.name}`;
    return { at, hosts, ...judged('no', 'NoMatchingListenerHostname', says) };
  }
  if (allowed === 'unknown') {
    const says = kindTaken === 'unknown' ? `the implementation decides whether listener ${listener.name} takes a ${kind}` : taken.says;
    return { at, hosts, ...judged('unknown', 'NotAllowedByListeners', says, taken.gaps) };
  }
  return { at, hosts, ...judged('yes', 'Accepted', `listener ${listener.name} takes it`) };
}

/** Whether a parentRef names a listener of its parent: by section name and by port, where it has them. */
export function namesListener({ sectionName, port }: ParentRef, { name, ...listener }: PlacedListener['listener']): boolean {
  return (sectionName === undefined || sectionName === name) && (port === undefined || port === listener.port);
}

function toListeners(
  of: RouteOf,
  parent: ListenerOwner,
  parentRef: ParentRef,
  cluster: ClusterIndex,
): Judgement & Pick<Attachment, 'listeners'> {
  const found = cluster.get(parent.kind, parent.name, parent.namespace);
  if (found.state === 'absent') return { ...judged('no', 'NoMatchingParent', `${describeRef(parent)} does not exist`), listeners: [] };
  if (found.state === 'unknown') {
    return { ...judged('unknown', 'NoMatchingParent', `${describeRef(parent)} was not read`, found.gaps), listeners: [] };
  }
  const named = placedListeners(parent.kind, found.item).filter(({ listener }) => namesListener(parentRef, listener));
  const listeners = named.map((at) => attachmentTo(of, at, cluster));
  return { ...summaryOf(parent, parentRef, listeners), listeners };
}

/** The whole parentRef's condition: the best of what becomes of it at the listeners that it names. */
function summaryOf(parent: ObjectRef, parentRef: ParentRef, listeners: readonly ListenerAttachment[]): Judgement {
  if (listeners.length === 0) {
    const wanted = [
      ...(parentRef.sectionName === undefined ? [] : [`the name ${parentRef.sectionName}`]),
      ...(parentRef.port === undefined ? [] : [`port ${parentRef.port}`]),
    ];
    return judged(
      'no',
      'NoMatchingParent',
      `${describeRef(parent)} has no listener${wanted.length > 0 ? ` with ${wanted.join(' and ')}` : ''}`,
    );
  }
  const holds: Truth = anyOf(listeners.map((one) => one.holds));
  const decisive =
    listeners.find((one) => one.holds === holds && one.reason === 'NoMatchingListenerHostname') ??
    listeners.find((one) => one.holds === holds);
  const gaps = listeners.flatMap((one) => one.gaps);
  return judged(holds, decisive?.reason ?? 'Accepted', decisive?.says ?? '', gaps);
}

/** A parentRef to a Service, as service meshes use them: the Service exists, and has the port. */
function toService(parent: ObjectRef, { port }: ParentRef, cluster: ClusterIndex): Judgement & Pick<Attachment, 'listeners'> {
  const found = cluster.get('Service', parent.name, parent.namespace);
  const name = `Service ${nameOf(parent)}`;
  if (found.state === 'unknown') return { ...judged('unknown', 'NoMatchingParent', `${name} was not read`, found.gaps), listeners: [] };
  if (found.state === 'absent') return { ...judged('no', 'NoMatchingParent', `${name} does not exist`), listeners: [] };
  const hasPort = port === undefined || found.item.spec.ports.some((one) => one.port === port);
  if (!hasPort) return { ...judged('no', 'NoMatchingParent', `${name} has no port ${port}`), listeners: [] };
  return { ...judged('yes', 'Accepted', `a service mesh applies it to what is sent to ${name}`), listeners: [] };
}

function commonHosts(hostnames: readonly string[], listener = EVERY_HOST): readonly string[] {
  const own = hostnames.length === 0 ? [EVERY_HOST] : hostnames.map((one) => one.toLowerCase());
  const common = own.map((one) => intersectHosts(one, listener.toLowerCase())).filter((one) => one !== undefined);
  return [...new Set(common)];
}

/** The Gateway behind a parent: itself, or the one that a ListenerSet adds to; undefined where it is not there, or was not read. */
export function parentGateway(parent: Attachment['parent'], cluster: ClusterIndex): Gateway | undefined {
  if (parent === undefined || parent.kind === 'Service') return undefined;
  const set = parent.kind === 'ListenerSet' ? cluster.get('ListenerSet', parent.name, parent.namespace) : undefined;
  if (set !== undefined && set.state !== 'found') return undefined;
  const { name, namespace = parent.namespace } = set === undefined ? parent : set.item.spec.parentRef;
  const gateway = cluster.get('Gateway', name, namespace);
  return gateway.state === 'found' ? gateway.item : undefined;
}
