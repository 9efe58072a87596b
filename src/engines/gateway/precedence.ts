import type { GRPCRouteMatch, HTTPRouteMatch, Route } from '../../model/resources/route.ts';
import { byFullName, compareAges } from './age.ts';
import { byHostSpecificity } from './hostname.ts';
import type { Truth } from './truth.ts';

/** One match of one rule of one route, as it stands in the order of precedence. */
export interface Ranked {
  readonly route: Route;
  /** The pattern by which the route takes the host. */
  readonly host: string;
  /** What the match asks for, from the part that counts most: more is better. */
  readonly rank: readonly number[];
  /** Whether a regular expression makes its place the implementation's own business. */
  readonly ownPlace: boolean;
  readonly rule: number;
  readonly match: number;
}

/** The place of an HTTPRoute's match: exact path, length of the prefix, method, headers, query parameters. */
export function httpRank({ path, method, headers, queryParams }: HTTPRouteMatch): Pick<Ranked, 'rank' | 'ownPlace'> {
  const rank = [
    Number(path.type === 'Exact'),
    path.value.length,
    Number(method !== undefined),
    distinct(headers.map(({ name }) => name.toLowerCase())),
    distinct(queryParams.map(({ name }) => name)),
  ];
  return { rank, ownPlace: path.type === 'RegularExpression' };
}

/** The place of a GRPCRoute's match: characters of the service, of the method, headers. */
export function grpcRank({ method, headers }: GRPCRouteMatch): Pick<Ranked, 'rank' | 'ownPlace'> {
  const rank = [method?.service?.length ?? 0, method?.method?.length ?? 0, distinct(headers.map(({ name }) => name.toLowerCase()))];
  return { rank, ownPlace: method?.type === 'RegularExpression' };
}

/**
 * Which of two matches goes first: negative for the first one; undefined where that is not known (the place of a regular expression, or
 * which route is older). The more specific hostname, then the rank, then the older route, its `namespace/name`, the earlier rule and match.
 * Source: gateway-api apis/v1/httproute_types.go, HTTPRouteRule.Matches; grpcroute_types.go (1.6).
 */
export function precedence(a: Ranked, b: Ranked): number | undefined {
  const byHost = byHostSpecificity(a.host, b.host);
  if (byHost !== 0) return byHost;
  const isSameRoute = byFullName(a.route, b.route) === 0;
  if (a.ownPlace || b.ownPlace) return isSameRoute && a.rule === b.rule ? a.match - b.match : undefined;
  for (const [index, own] of a.rank.entries()) {
    const difference = (b.rank[index] ?? 0) - own;
    if (difference !== 0) return difference;
  }
  if (isSameRoute) return a.rule - b.rule || a.match - b.match;
  const byAge = compareAges(a.route, b.route);
  return byAge === 0 ? byFullName(a.route, b.route) : byAge;
}

/** Which of several goes first: it, or those among which it is not known; undefined where there is none. */
export type Winner<T> = { readonly is: T } | { readonly among: readonly T[] } | undefined;

/**
 * The one that goes first among those that match, three-valued: one that may match, or whose place is not known, leaves it open unless it
 * comes later anyway.
 */
export function winnerOf<T extends Ranked & { readonly holds: Truth }>(all: readonly T[]): Winner<T> {
  const possible = all.filter(({ holds }) => holds !== 'no');
  const goesFirst = (a: T, b: T) => (precedence(a, b) ?? 1) < 0;
  const sure = possible.find((one) => one.holds === 'yes' && possible.every((other) => other === one || goesFirst(one, other)));
  if (sure !== undefined) return { is: sure };
  // What surely comes after one that surely matches is out of the question.
  const among = possible.filter((one) => !possible.some((other) => other !== one && other.holds === 'yes' && goesFirst(other, one)));
  return among.length === 0 ? undefined : { among };
}

function distinct(names: readonly string[]): number {
  return new Set(names).size;
}
