import { ROUTE_KINDS } from '../../../engines/gateway/index.ts';
import { describeRef, refTo } from '../../../model/object-ref.ts';
import { failureOf, isInvalid } from '../../facts/backend-findings.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { routeBackends } from '../../facts/route-backends.ts';
import { answersItself } from '../../facts/route-rules.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX4024',
  title: 'Rule without a valid backend',
  severity: 'error',
  proof: 'certain',
  subject: ROUTE_KINDS,
  reads: ['Service', 'ReferenceGrant'],
  causes: [],
  check(route, cluster, kind) {
    const object = refTo(kind, route.metadata);
    const all = routeBackends(kind, route, cluster);
    return route.spec.rules.flatMap((rule, index) => {
      const weighted = all.filter((one) => one.rule === index && (one.share ?? 0) > 0);
      if (answersItself(rule) || (weighted.length === 0 && rule.backendRefs.length > 0) || !weighted.every(isInvalid)) return [];
      const [first] = weighted;
      return [
        {
          args: {
            route: describeRef(object),
            rule: index + 1,
            backend: first?.name ?? null,
            backends: enumerate([...new Set(weighted.map(({ name }) => name))]),
            effect: failureOf(kind),
          },
          evidence: [
            { object, field: `spec.rules[${index}].backendRefs`, says: 'none of its backends can be used' },
            ...weighted.map(({ namedAt, ref, says }) => ({ object, field: namedAt, value: ref.name, says })),
          ] as const,
        },
      ];
    });
  },
  message: ({ rule, backend, backends, effect }) =>
    backend === null
      ? `rule ${rule} has no backends, and no filter that answers: all its requests ${effect}`
      : `rule ${rule} has no backend that can be used (${backends}): all its requests ${effect}`,
  remedy: ({ route, rule }) => `Give rule ${rule} of ${route} a backend, or a filter that redirects.`,
});
