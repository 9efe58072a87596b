import type { ClusterIndex } from '../../model/cluster-index.ts';
import { type Gap, gapsOf, knownItems } from '../../model/listing.ts';
import type { HTTPRoute } from '../../model/resources/route.ts';
import { attachmentsOf } from './attachment.ts';
import type { Decision } from './decision.ts';
import { EVERY_HOST, hostOf } from './hostname.ts';
import type { HttpRequest } from './request.ts';
import { chooseHttpRule, type RouteForHosts } from './route-choice.ts';
import { answerHttpBy } from './rule-action.ts';
import { listServed } from './served.ts';

/** A request from a pod to a Service, as a service mesh that follows the Gateway API sees it. */
export interface MeshRequest extends HttpRequest {
  /** The namespace of the client. */
  readonly fromNamespace: string;
  readonly service: { readonly namespace: string; readonly name: string };
}

/**
 * What routes make of a request to a Service inside a mesh; undefined where none is for this client, Service and port, so that the Service
 * itself decides. A route of the Service's namespace is for all clients, one of another namespace for those of its own, where it comes first.
 * A request that no rule of them takes is refused. Source: gateway-api GEP-1294 and conformance/tests/mesh (1.6).
 */
export function answerMesh(request: MeshRequest, cluster: ClusterIndex): Decision | undefined {
  const { service, fromNamespace, port } = request;
  const namespaces = [...new Set([fromNamespace, service.namespace])];
  for (const namespace of namespaces) {
    const { routes, gaps } = routesFor(service, port, namespace, cluster);
    if (routes.length === 0 && gaps.length === 0) continue;
    const { is: winner, open, candidates } = chooseHttpRule(routes, gaps, hostOf(request.host), request);
    if (open !== undefined) return { candidates, action: { does: 'unknown', ...open } };
    if (winner === undefined) {
      return { candidates, action: { does: 'answer', status: 404, why: 'no rule of the routes for this Service takes it' } };
    }
    return { winner, candidates, action: answerHttpBy(winner, winner.route as HTTPRoute, request, cluster) };
  }
  return undefined;
}

function routesFor(
  service: MeshRequest['service'],
  port: number,
  namespace: string,
  cluster: ClusterIndex,
): { readonly routes: readonly RouteForHosts[]; readonly gaps: readonly Gap[] } {
  const listing = listServed('HTTPRoute', cluster, { namespace });
  const routes = knownItems(listing).flatMap((route): readonly RouteForHosts[] => {
    const [attachment] = attachmentsOf({ kind: 'HTTPRoute', route }, cluster).filter(
      ({ parent, parentRef, holds }) =>
        parent?.kind === 'Service' &&
        parent.namespace === service.namespace &&
        parent.name === service.name &&
        (parentRef.port ?? port) === port &&
        holds !== 'no',
    );
    // A mesh knows by the address which Service is meant: hostnames do not count.
    return attachment === undefined
      ? []
      : [{ kind: 'HTTPRoute', route, mesh: true, hosts: [EVERY_HOST], holds: attachment.holds, says: attachment.says }];
  });
  return { routes, gaps: gapsOf(listing) };
}
