import { ROUTE_KINDS } from '../../../engines/gateway/index.ts';
import { judgeRouteBackends } from '../../facts/backend-findings.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX4021',
  title: 'ReferenceGrant that misses by one field',
  severity: 'error',
  proof: 'certain',
  subject: ROUTE_KINDS,
  reads: ['Service', 'ReferenceGrant'],
  causes: ['NX4024'],
  check: (route, cluster, kind) => judgeRouteBackends(kind, route, { cause: 'grant-differs' }, cluster),
  message: ({ why, effect }) => `${why}: ${effect}`,
  remedy: ({ route, backend }) => `Correct the ReferenceGrant so that it lets ${route} name ${backend ?? 'the backend'}, or add an entry.`,
});
