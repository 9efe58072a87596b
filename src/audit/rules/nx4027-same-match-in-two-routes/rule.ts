import { ROUTE_KINDS } from '../../../engines/gateway/index.ts';
import { describeRef, nameOf, refTo } from '../../../model/object-ref.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { groupBy } from '../../facts/group-by.ts';
import { lostMatches } from '../../facts/same-matches.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX4027',
  title: 'Two routes with the same match',
  severity: 'warning',
  proof: 'certain',
  subject: ROUTE_KINDS,
  reads: ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute', 'Gateway', 'ListenerSet', 'Namespace', 'Service'],
  wholeKinds: ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'],
  causes: [],
  check(route, cluster, kind) {
    const object = refTo(kind, route.metadata);
    const byWinner = groupBy(lostMatches(kind, route, cluster), ({ winner }) => winner.route);
    return [...byWinner].flatMap(([winner, lost]) =>
      lost.slice(0, 1).map((first) => ({
        args: {
          route: describeRef(object),
          backend: nameOf(winner.metadata),
          rules: enumerate([...new Set(lost.map(({ rule }) => `rule ${rule + 1}`))]),
          host: enumerate([...new Set(lost.map(({ host }) => (host === '' ? 'every host' : host)))]),
          because: first.because,
        },
        evidence: [
          { object, field: `spec.rules[${first.rule}]`, says: 'the same match' },
          { object: refTo(kind, winner.metadata), field: `spec.rules[${first.winner.rule}]`, says: `goes first: ${first.because}` },
        ] as const,
      })),
    );
  },
  message: ({ route, backend, rules, host, because }) =>
    `${rules}: ${route.split(' ')[0]} ${backend} has the same match for ${host} and goes first, since ${because}: what only this route says of it has no effect`,
  remedy: ({ route, backend }) =>
    `Decide which of ${route} and ${backend} shall have these requests, and take the match out of the other; weights of one rule split traffic.`,
});
