import { ROUTE_KINDS } from '../../../engines/gateway/index.ts';
import { judgeRouteBackends } from '../../facts/backend-findings.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX4018',
  title: 'Backend of a route does not exist',
  severity: 'error',
  proof: 'certain',
  subject: ROUTE_KINDS,
  reads: ['Service', 'ReferenceGrant'],
  causes: ['NX4024'],
  check: (route, cluster, kind) => judgeRouteBackends(kind, route, { cause: 'missing', reason: 'BackendNotFound' }, cluster),
  message: ({ why, effect }) => `${why}: ${effect}`,
  remedy: ({ route, backend }) => `Create ${backend ?? 'the backend'}, or correct the name or namespace in the backendRefs of ${route}.`,
});
