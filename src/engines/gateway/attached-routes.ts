import type { ClusterIndex } from '../../model/cluster-index.ts';
import { type Gap, gapsOf, knownItems, type Scope } from '../../model/listing.ts';
import type { Route } from '../../model/resources/route.ts';
import { announce } from '../service/index.ts';
import { attachmentTo, type ListenerAttachment, namesListener, parentOf, type RouteOf } from './attachment.ts';
import { withContested } from './contested.ts';
import type { PlacedListener } from './listeners.ts';
import { namespaceNeeds } from './namespaces.ts';
import { type RouteKind, takesKind } from './protocols.ts';
import { listServed } from './served.ts';

/** A route at a listener that one of its parentRefs names. */
export interface AttachedRoute extends RouteOf {
  readonly attachment: ListenerAttachment;
}

/** The routes at a listener; `gaps` where there may be more. */
export interface AttachedRoutes {
  readonly routes: readonly AttachedRoute[];
  readonly gaps: readonly Gap[];
}

/**
 * The routes of some kinds whose parentRefs name a listener and that it takes, or may take. Read from the listener's own namespace alone
 * where it takes no others.
 */
export function routesAt(at: PlacedListener, kinds: readonly RouteKind[], cluster: ClusterIndex): AttachedRoutes {
  const scope: Scope = at.listener.allowedRoutes.namespaces.from === 'Same' ? { namespace: at.owner.namespace } : {};
  const taken = kinds.filter((kind) => takesKind(at.listener, kind) !== 'no');
  announce(
    cluster,
    taken.map((kind) => ({ kind, ...scope })),
  );
  const read = taken.map((kind) => ({ kind, listing: listServed(kind, cluster, scope) }));
  const named = read.flatMap(({ kind, listing }) =>
    knownItems<Route>(listing).flatMap((route) => (isNamedBy(route, at) ? [{ kind, route }] : [])),
  );
  announce(
    cluster,
    namespaceNeeds(
      at.listener.allowedRoutes.namespaces,
      named.map(({ route }) => route.metadata.namespace ?? ''),
    ),
  );
  const routes = named
    .map((of) => ({ ...of, attachment: attachmentTo(of, at, cluster) }))
    .filter(({ attachment }) => attachment.holds !== 'no');
  return { routes: withContested(routes), gaps: read.flatMap(({ listing }) => gapsOf(listing)) };
}

function isNamedBy(route: Route, { owner, listener }: PlacedListener): boolean {
  return route.spec.parentRefs.some((parentRef) => {
    const parent = parentOf(parentRef, route);
    return (
      parent?.kind === owner.kind &&
      parent.namespace === owner.namespace &&
      parent.name === owner.name &&
      namesListener(parentRef, listener)
    );
  });
}
