import { asItsParentsApply, type BackendShare, backendShares, type RouteKind } from '../../engines/gateway/index.ts';
import { isUsable } from '../../engines/service/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Route } from '../../model/resources/route.ts';
import type { Service } from '../../model/resources/service.ts';
import type { Unjudged } from '../rule.ts';
import { effectOf } from './backend-findings.ts';
import { groupBy } from './group-by.ts';
import { backendName } from './route-backends.ts';

/** A backend that gets requests and has nobody to answer them. */
export interface IdleBackend {
  readonly backend: BackendShare & { readonly name: string };
  readonly service: Service;
  /** What becomes of the requests. */
  readonly effect: string;
}

/**
 * The backends of a route that can be used and get requests, but have no ready endpoint, each once; one that still drains is not among them.
 * Source: gateway-api apis/v1/httproute_types.go, HTTPRouteRule.BackendRefs (1.6: 503 is a SHOULD).
 */
export function idleBackends(kind: RouteKind, route: Route, cluster: ClusterIndex): readonly (IdleBackend | Unjudged)[] {
  const of = asItsParentsApply(kind, route);
  const weighted = route.spec.rules.flatMap((_rule, rule) =>
    backendShares(of, rule, cluster)
      .filter(({ share, holds }) => share > 0 && holds !== 'no')
      .map((one) => ({ ...one, rule, name: backendName(one) })),
  );
  return [...groupBy(weighted, ({ name }) => name).values()].flatMap((places) =>
    places.slice(0, 1).flatMap((backend): readonly (IdleBackend | Unjudged)[] => {
      const { service, ready, endpoints, endpointGaps } = backend;
      if (service === undefined || ready === 'yes' || endpoints.some(isUsable)) return [];
      if (ready === 'unknown') return endpointGaps.length === 0 ? [] : [{ unjudged: endpointGaps }];
      return [{ backend, service, effect: effectOf(places, kind === 'HTTPRoute' ? 'get an error, commonly 503' : 'fail') }];
    }),
  );
}
