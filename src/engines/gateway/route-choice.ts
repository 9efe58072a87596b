import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Gap } from '../../model/listing.ts';
import { nameOf } from '../../model/object-ref.ts';
import type { GRPCRoute, HTTPRoute } from '../../model/resources/route.ts';
import { routesAt } from './attached-routes.ts';
import type { RouteOf } from './attachment.ts';
import type { Candidate } from './decision.ts';
import { bestPattern } from './hostname.ts';
import type { PlacedListener } from './listeners.ts';
import { grpcRank, httpRank, precedence, type Ranked, winnerOf } from './precedence.ts';
import type { RouteKind } from './protocols.ts';
import type { GrpcRequest, HttpRequest } from './request.ts';
import { type MatchResult, matchesGrpc, matchesHttp } from './rule-match.ts';
import { allOf, type Truth } from './truth.ts';

/** A route that may take a request to some hosts. `holds` unknown where it may not be attached at all. */
export interface RouteForHosts extends RouteOf {
  readonly hosts: readonly string[];
  readonly holds: Truth;
  readonly says: string;
}

/** Which rule takes a request; `is` absent: none does; `open`: it is not known, and why. */
export interface RouteChoice {
  readonly is?: Candidate;
  readonly open?: { readonly why: string; readonly gaps: readonly Gap[] };
  readonly candidates: readonly Candidate[];
}

type Matched = Candidate & Ranked;

/** The routes of a kind at a listener, as candidates for requests. */
export function routesForHosts(
  at: PlacedListener,
  kinds: readonly RouteKind[],
  cluster: ClusterIndex,
): { readonly routes: readonly RouteForHosts[]; readonly gaps: readonly Gap[] } {
  const { routes, gaps } = routesAt(at, kinds, cluster);
  return {
    routes: routes.map(({ kind, route, attachment }) => ({
      kind,
      route,
      hosts: attachment.hosts,
      holds: attachment.holds,
      says: attachment.says,
    })),
    gaps,
  };
}

/** Which rule of some HTTPRoutes takes a request to a host. `gaps`: there may be more routes. */
export function chooseHttpRule(routes: readonly RouteForHosts[], gaps: readonly Gap[], host: string, request: HttpRequest): RouteChoice {
  return choose(routes, gaps, host, (one) =>
    (one.route as HTTPRoute).spec.rules.map(({ matches }) =>
      matches.map((match) => ({ ...matchesHttp(match, request), ...httpRank(match) })),
    ),
  );
}

/** Which rule of some GRPCRoutes takes a call to a host. */
export function chooseGrpcRule(routes: readonly RouteForHosts[], gaps: readonly Gap[], host: string, request: GrpcRequest): RouteChoice {
  return choose(routes, gaps, host, (one) =>
    (one.route as GRPCRoute).spec.rules.map(({ matches }) =>
      matches.map((match) => ({ ...matchesGrpc(match, request), ...grpcRank(match) })),
    ),
  );
}

/** Which route of TLS, TCP or UDP takes a connection: the one with the most specific host, else the oldest; its first rule. */
export function chooseStream(routes: readonly RouteForHosts[], gaps: readonly Gap[], host: string): RouteChoice {
  return choose(routes, gaps, host, () => [[{ holds: 'yes', why: 'matches', rank: [], ownPlace: false }]]);
}

type RuleResult = MatchResult & Pick<Ranked, 'rank' | 'ownPlace'>;

function choose(
  routes: readonly RouteForHosts[],
  gaps: readonly Gap[],
  host: string,
  resultsOf: (route: RouteForHosts) => readonly (readonly RuleResult[])[],
): RouteChoice {
  const all: readonly Matched[] = routes.flatMap((one) => {
    const { kind, route, hosts, mesh } = one;
    const pattern = bestPattern(hosts, host);
    return resultsOf(one).flatMap((matches, rule) =>
      matches.map((result, match): Matched => {
        const of: RouteOf = { kind, route, ...(mesh && { mesh }) };
        const base = { ...of, rule, match, rank: result.rank, ownPlace: result.ownPlace };
        if (pattern === undefined) return { ...base, host: '', holds: 'no', why: `host ${host} is none of its own` };
        const holds = allOf([one.holds, result.holds]);
        return { ...base, host: pattern, holds, why: holds === 'unknown' && result.holds === 'yes' ? one.says : result.why };
      }),
    );
  });
  const winner = winnerOf(all);
  if (gaps.length > 0) return { open: { why: 'not all routes were read', gaps }, candidates: all };
  if (winner === undefined) return { candidates: all };
  if ('is' in winner) return { is: winner.is, candidates: all.map((one) => behind(one, winner.is)) };
  const [first] = winner.among;
  const why = winner.among.length === 1 ? (first?.why ?? '') : `it is open which of ${winner.among.map(ruleName).join(', ')} goes first`;
  return { open: { why, gaps: [] }, candidates: all };
}

/** A candidate that loses, with the reason. */
function behind(one: Matched, winner: Matched): Matched {
  if (one === winner || one.holds === 'no') return one;
  return { ...one, why: `goes behind ${ruleName(winner)}${(precedence(winner, one) ?? 0) < 0 ? `: ${whatDecides(winner, one)}` : ''}` };
}

function whatDecides(winner: Matched, one: Matched): string {
  if (winner.host !== one.host) return `its hostname ${winner.host} is more specific`;
  if (winner.rank.some((part, index) => part !== one.rank[index])) return 'its match asks for more';
  if (winner.route === one.route) return 'it comes first';
  return winner.route.metadata.creationTimestamp === one.route.metadata.creationTimestamp ? 'its name comes first' : 'its route is older';
}

function ruleName({ kind, route, rule }: Candidate): string {
  return `rule ${rule + 1} of ${kind} ${nameOf(route.metadata)}`;
}
