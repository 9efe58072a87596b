import type { Candidate } from '../../engines/gateway/index.ts';
import { describeRef, refTo } from '../../model/object-ref.ts';
import type { GRPCRoute, HTTPRoute } from '../../model/resources/route.ts';
import { filterInWords, grpcMatchInWords, httpMatchInWords } from '../explain-route/words.ts';

/** Where a candidate stands in its route: the rule, and its match where the rule has several. */
export function ruleField({ kind, route, rule, match }: Candidate): string {
  const matches = kind === 'HTTPRoute' ? (route as HTTPRoute).spec.rules[rule]?.matches : (route as GRPCRoute).spec.rules[rule]?.matches;
  return `spec.rules[${rule}]${(matches?.length ?? 0) > 1 ? `.matches[${match}]` : ''}`;
}

/** What a candidate takes: `/api and below`, `shop.v1.Cart/Get`; routes without matches take every connection. */
export function ruleInWords({ kind, route, rule, match }: Candidate): string {
  if (kind === 'HTTPRoute') {
    const one = (route as HTTPRoute).spec.rules[rule]?.matches[match];
    return one === undefined ? 'every path' : httpMatchInWords(one);
  }
  if (kind === 'GRPCRoute') {
    const one = (route as GRPCRoute).spec.rules[rule]?.matches[match];
    return one === undefined ? 'any method' : grpcMatchInWords(one);
  }
  return 'every connection';
}

/** A rule with what it does to the requests that it passes on: `HTTPRoute a/shop, rule 1 (/api and below; rewrite prefix /; timeout 10s)`. */
export function candidateInWords(winner: Candidate): string {
  const rule = winner.route.spec.rules[winner.rule];
  const { request, backendRequest } = rule?.timeouts ?? {};
  const { type } = rule?.sessionPersistence ?? {};
  const parts = [
    ruleInWords(winner),
    ...(rule?.filters ?? []).filter((filter) => filter.type !== 'RequestRedirect').map(filterInWords),
    ...(request === undefined ? [] : [`timeout ${request}`]),
    ...(backendRequest === undefined ? [] : [`timeout of each try ${backendRequest}`]),
    ...(type === undefined ? [] : [`sessions stay, by ${type}`]),
  ];
  return `${describeRef(refTo(winner.kind, winner.route.metadata))}, rule ${winner.rule + 1} (${parts.join('; ')})`;
}
