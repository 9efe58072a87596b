import { ROUTE_KINDS } from '../../../engines/gateway/index.ts';
import { judgeRouteBackends } from '../../facts/backend-findings.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX4019',
  title: 'Backend port that the Service lacks',
  severity: 'error',
  proof: 'certain',
  subject: ROUTE_KINDS,
  reads: ['Service', 'ReferenceGrant'],
  causes: ['NX4024'],
  check: (route, cluster, kind) => judgeRouteBackends(kind, route, { cause: 'port' }, cluster),
  message: ({ why, effect }) => `${why}: ${effect}`,
  remedy: ({ route, backend }) => `Give ${backend ?? 'the backend'} in ${route} a port of the Service (spec.ports[].port, not targetPort).`,
});
