import type { ClusterIndex } from '../../model/cluster-index.ts';
import { type Gap, gapsOf, knownItems, type Need } from '../../model/listing.ts';
import { GATEWAY_GROUP } from '../../model/resources/gateway-api.ts';
import type { BackendRef, Route } from '../../model/resources/route.ts';
import type { Service } from '../../model/resources/service.ts';
import { announce } from '../service/index.ts';
import type { RouteOf } from './attachment.ts';
import { ROUTE_KINDS, type RouteKind } from './protocols.ts';
import { listServed } from './served.ts';

/** A backendRef, and where it stands. */
export interface BackendPlace {
  readonly rule: number;
  readonly index: number;
  readonly backendRef: BackendRef;
}

/** The routes that name a Service as a backend; `gaps` where there may be more, or where the server has no routes at all. */
export interface RoutesTo {
  readonly routes: readonly RouteOf[];
  readonly gaps: readonly Gap[];
}

/**
 * The routes that send to a Service. Those of its own namespace are read, and of other namespaces only those kinds that a ReferenceGrant
 * beside the Service lets name Services; nothing more where the server has no HTTPRoutes, and so no Gateway API.
 */
export function routesTo(service: Service, cluster: ClusterIndex): RoutesTo {
  const { namespace = '' } = service.metadata;
  const http = cluster.list('HTTPRoute', { namespace });
  if (http.state === 'unknown' && http.gaps.every(({ reason }) => reason === 'not-served')) return { routes: [], gaps: http.gaps };
  const own = ROUTE_KINDS.map((kind) => ({ kind, namespace }));
  announce(cluster, routesToNeeds(service));
  const grants = listServed('ReferenceGrant', cluster, { namespace });
  const foreign = knownItems(grants)
    .filter(({ spec }) => spec.to.some((one) => one.group === '' && one.kind === 'Service'))
    .flatMap(({ spec }) => spec.from.flatMap(grantedScope));
  const scopes = distinct([...own, ...foreign]);
  announce(cluster, scopes);
  const read = scopes.map(({ kind, ...scope }) => ({ kind, listing: listServed(kind, cluster, scope) }));
  return {
    routes: read.flatMap(({ kind, listing }) =>
      knownItems<Route>(listing).flatMap((route) => (backendRefsTo(route, service).length > 0 ? [{ kind, route }] : [])),
    ),
    gaps: [...gapsOf(grants), ...read.flatMap(({ listing }) => gapsOf(listing))],
  };
}

/** Where the rules of a route name a Service as a backend. */
export function backendRefsTo({ metadata, spec }: Route, service: Service): readonly BackendPlace[] {
  const isIt = ({ group, kind, name, namespace = metadata.namespace }: BackendRef) =>
    group === '' && kind === 'Service' && name === service.metadata.name && namespace === service.metadata.namespace;
  return spec.rules.flatMap(({ backendRefs }, rule) =>
    backendRefs.flatMap((backendRef, index) => (isIt(backendRef) ? [{ rule, index, backendRef }] : [])),
  );
}

/** The kinds of routes beside HTTPRoutes that may send to a Service, in its own namespace, and the grants for other namespaces. */
export function routesToNeeds({ metadata: { namespace = '' } }: Service): readonly Need[] {
  return [{ kind: 'ReferenceGrant', namespace }, ...ROUTE_KINDS.map((kind) => ({ kind, namespace }))];
}

type RouteNeed = Need & { readonly kind: RouteKind; readonly namespace: string };

function grantedScope(from: { readonly group: string; readonly kind: string; readonly namespace: string }): readonly RouteNeed[] {
  const kind = ROUTE_KINDS.find((one) => one === from.kind);
  return kind === undefined || from.group !== GATEWAY_GROUP ? [] : [{ kind, namespace: from.namespace }];
}

function distinct(needs: readonly RouteNeed[]): readonly RouteNeed[] {
  return [...new Map(needs.map((need) => [`${need.kind} ${need.namespace}`, need])).values()];
}
