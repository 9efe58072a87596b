import { byAge } from './age.ts';
import type { AttachedRoute } from './attached-routes.ts';
import { intersectHosts } from './hostname.ts';
import { judged } from './truth.ts';

/**
 * Routes of a listener, those left open that share a hostname with an older route of the other kind, HTTPRoute and GRPCRoute: of the two an
 * implementation may take the older alone. The API's own text says that it must, the site that it may.
 * Source: gateway-api apis/v1/grpcroute_types.go, GRPCRouteSpec.Hostnames (1.6).
 */
export function withContested(routes: readonly AttachedRoute[]): readonly AttachedRoute[] {
  const http = routes.filter(({ kind }) => kind === 'HTTPRoute');
  const grpc = routes.filter(({ kind }) => kind === 'GRPCRoute');
  if (http.length === 0 || grpc.length === 0) return routes;
  return routes.map((one) => {
    const others = one.kind === 'HTTPRoute' ? grpc : one.kind === 'GRPCRoute' ? http : [];
    const rival =
      one.attachment.holds === 'yes' ? others.find((other) => byAge(other.route, one.route) < 0 && shareHost(one, other)) : undefined;
    if (rival === undefined) return one;
    const { namespace, name } = rival.route.metadata;
    const says = `${rival.kind} ${namespace}/${name} is older and asked for the same hosts: an implementation may take it alone`;
    return { ...one, attachment: { ...one.attachment, ...judged('unknown', 'Accepted', says) } };
  });
}

function shareHost({ attachment: a }: AttachedRoute, { attachment: b }: AttachedRoute): boolean {
  return a.hosts.some((host) => b.hosts.some((other) => intersectHosts(host, other) !== undefined));
}
