import { ROUTE_KINDS } from '../../../engines/gateway/index.ts';
import { describeRef, refTo } from '../../../model/object-ref.ts';
import { repeatedRules } from '../../facts/same-matches.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX4026',
  title: 'Rule that can never match',
  severity: 'warning',
  proof: 'certain',
  subject: ROUTE_KINDS,
  reads: [],
  causes: [],
  check(route, _cluster, kind) {
    const object = refTo(kind, route.metadata);
    return repeatedRules(kind, route).map(({ rule, earlier }) => ({
      args: { route: describeRef(object), rule: rule + 1, earlier: earlier + 1 },
      evidence: [
        { object, field: `spec.rules[${rule}]`, says: 'each of its matches stands in an earlier rule' },
        { object, field: `spec.rules[${earlier}]`, says: 'goes first' },
      ] as const,
    }));
  },
  message: ({ rule, earlier }) =>
    `no request ever meets rule ${rule}: what it matches rule ${earlier} of the route matches as well, and goes first`,
  remedy: ({ route, rule, earlier }) => `Delete rule ${rule} of ${route}, or let it ask for more than rule ${earlier}.`,
});
