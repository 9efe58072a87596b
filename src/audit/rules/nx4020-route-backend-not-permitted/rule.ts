import { ROUTE_KINDS } from '../../../engines/gateway/index.ts';
import { judgeRouteBackends } from '../../facts/backend-findings.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX4020',
  title: 'Backend in another namespace without permission',
  severity: 'error',
  proof: 'certain',
  subject: ROUTE_KINDS,
  reads: ['Service', 'ReferenceGrant'],
  causes: ['NX4024'],
  check: (route, cluster, kind) => judgeRouteBackends(kind, route, { cause: 'not-permitted', reason: 'RefNotPermitted' }, cluster),
  message: ({ why, effect }) => `${why}: ${effect}`,
  remedy: ({ route, backend }) => `Create a ReferenceGrant in the namespace of ${backend ?? 'the backend'} that lets ${route} name it.`,
});
