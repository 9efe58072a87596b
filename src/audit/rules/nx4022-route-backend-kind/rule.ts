import { ROUTE_KINDS } from '../../../engines/gateway/index.ts';
import { judgeRouteBackends } from '../../facts/backend-findings.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX4022',
  title: 'Backend of a kind that is not supported',
  severity: 'error',
  proof: 'certain',
  subject: ROUTE_KINDS,
  reads: ['Service', 'ReferenceGrant'],
  causes: ['NX4024'],
  check: (route, cluster, kind) => judgeRouteBackends(kind, route, { cause: 'kind', reason: 'InvalidKind' }, cluster),
  message: ({ why, effect }) => `${why}: ${effect}`,
  remedy: ({ route, backend }) => `Name a Service instead of ${backend ?? 'that backend'} in ${route}, or what its controller supports.`,
});
