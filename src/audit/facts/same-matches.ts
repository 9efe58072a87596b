import { precedence, ROUTE_KINDS, type RouteKind } from '../../engines/gateway/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { knownItems } from '../../model/listing.ts';
import { describeRef } from '../../model/object-ref.ts';
import type { GRPCRoute, HTTPRoute, NamedMatch, Route } from '../../model/resources/route.ts';
import { groupBy, perCluster } from './by-value.ts';
import { routeParents } from './route-parents.ts';

/** One match of a rule, for one host at one listener. */
interface PlacedMatch {
  readonly kind: RouteKind;
  readonly route: Route;
  readonly rule: number;
  readonly match: number;
  readonly host: string;
  /** The same for matches that take the same requests at the same listener and stand equal in the order of precedence. */
  readonly key: string;
}

/** A rule of which every match stands in earlier rules of its route, one of them given. */
export function repeatedRules(kind: RouteKind, route: Route): readonly { readonly rule: number; readonly earlier: number }[] {
  const first = new Map<string, number>();
  return matchKeys(kind, route).flatMap((keys, rule) => {
    const earlier = keys.map((key) => (key === undefined ? undefined : first.get(key)));
    for (const key of keys) if (key !== undefined && !first.has(key)) first.set(key, rule);
    const [one] = earlier;
    return one !== undefined && one !== rule && earlier.every((at) => at !== undefined && at !== rule) ? [{ rule, earlier: one }] : [];
  });
}

/** A match of a route that another route has as well, which goes first, and why. */
export interface LostMatch {
  readonly rule: number;
  readonly host: string;
  readonly winner: { readonly route: Route; readonly rule: number };
  /** As a sentence goes on: `it is older`. */
  readonly because: string;
}

/**
 * The matches of a route that never take a request, since another route with the same one is older, or as old and first by name.
 * Source: gateway-api apis/v1/httproute_types.go, HTTPRouteRule.Matches; grpcroute_types.go; tcproute_types.go (1.6).
 */
export function lostMatches(kind: RouteKind, route: Route, cluster: ClusterIndex): readonly LostMatch[] {
  const winners = winnersByKey(cluster);
  return placedMatches(kind, route, cluster).flatMap((own): readonly LostMatch[] => {
    const winner = winners.get(own.key);
    if (winner === undefined || winner.route === route || !goesFirst(winner, own)) return [];
    const isOlder = winner.route.metadata.creationTimestamp !== route.metadata.creationTimestamp;
    return [{ rule: own.rule, host: own.host, winner, because: isOlder ? 'it is older' : 'it is as old and its name comes first' }];
  });
}

const winnersByKey = perCluster((cluster): ReadonlyMap<string, PlacedMatch> => {
  const all = ROUTE_KINDS.flatMap((kind) => knownItems<Route>(cluster.list(kind)).flatMap((route) => placedMatches(kind, route, cluster)));
  const groups = groupBy(all, ({ key }) => [key]);
  return new Map(
    [...groups].flatMap(([key, same]) => {
      const [first, ...others] = same;
      if (first === undefined) return [];
      return [[key, others.reduce((best, one) => (goesFirst(one, best) ? one : best), first)] as const];
    }),
  );
});

function goesFirst(a: PlacedMatch, b: PlacedMatch): boolean {
  const ranked = (one: PlacedMatch) => ({ ...one, rank: [], ownPlace: false });
  return (precedence(ranked(a), ranked(b)) ?? 1) < 0;
}

/** The matches of a route at the listeners that surely take it, each once for a host. */
function placedMatches(kind: RouteKind, route: Route, cluster: ClusterIndex): readonly PlacedMatch[] {
  const rules = matchKeys(kind, route);
  const places = routeParents(kind, route, cluster).flatMap(({ cause, attachment }) =>
    cause === 'none' ? attachment.listeners.filter(({ holds }) => holds === 'yes') : [],
  );
  const all = places.flatMap(({ at, hosts }) =>
    hosts.flatMap((host) =>
      rules.flatMap((keys, rule) =>
        keys.flatMap((own, match): readonly PlacedMatch[] => {
          if (own === undefined) return [];
          return [{ kind, route, rule, match, host, key: JSON.stringify([kind, describeRef(at.owner), at.listener.name, host, own]) }];
        }),
      ),
    ),
  );
  return [...new Map(all.toReversed().map((one) => [one.key, one])).values()].reverse();
}

/** The matches of each rule as texts, the same for those that are equal; undefined where a regular expression leaves their place open. */
function matchKeys(kind: RouteKind, route: Route): readonly (readonly (string | undefined)[])[] {
  switch (kind) {
    case 'HTTPRoute':
      return (route as HTTPRoute).spec.rules.map(({ matches }) =>
        matches.map(({ path, method, headers, queryParams }) =>
          path.type === 'RegularExpression' ? undefined : JSON.stringify([path, method, named(headers, true), named(queryParams, false)]),
        ),
      );
    case 'GRPCRoute':
      return (route as GRPCRoute).spec.rules.map(({ matches }) =>
        matches.map(({ method, headers }) =>
          method?.type === 'RegularExpression' ? undefined : JSON.stringify([method?.service, method?.method, named(headers, true)]),
        ),
      );
    default:
      return route.spec.rules.map(() => ['']);
  }
}

/** Of several entries with one name the first counts; their order does not. */
function named(matches: readonly NamedMatch[], anyCase: boolean): readonly string[] {
  const byName = new Map(
    matches.toReversed().map(({ name, type, value }) => [anyCase ? name.toLowerCase() : name, [type, value]] as const),
  );
  return [...byName].map((one) => JSON.stringify(one)).sort();
}
