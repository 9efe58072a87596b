import { ROUTE_KINDS } from '../../../engines/gateway/index.ts';
import { describeRef, refTo } from '../../../model/object-ref.ts';
import { failureOf } from '../../facts/backend-findings.ts';
import { answersItself } from '../../facts/route-rules.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX4023',
  title: 'Rule whose weights are all zero',
  severity: 'error',
  proof: 'certain',
  subject: ROUTE_KINDS,
  reads: [],
  causes: [],
  check(route, _cluster, kind) {
    const object = refTo(kind, route.metadata);
    return route.spec.rules.flatMap((rule, index) => {
      const { backendRefs } = rule;
      if (backendRefs.length === 0 || backendRefs.some(({ weight }) => weight > 0) || answersItself(rule)) return [];
      const field = `spec.rules[${index}].backendRefs[0].weight`;
      return [
        {
          args: { route: describeRef(object), rule: index + 1, backends: backendRefs.length, effect: failureOf(kind) },
          evidence: [{ object, field, value: 0, says: 'no backend of the rule has another weight' }] as const,
        },
      ];
    });
  },
  message: ({ rule, backends, effect }) =>
    `rule ${rule}: the weight of ${backends === 1 ? 'its only backend' : `all its ${backends} backends`} is 0: it forwards nothing, and with most implementations all its requests ${effect}`,
  remedy: ({ route, rule }) => `Give a backend of rule ${rule} in ${route} a weight above 0, or delete the rule.`,
});
