import { ROUTE_KINDS } from '../../../engines/gateway/index.ts';
import { judgeParents } from '../../facts/route-parents.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX4015',
  title: 'Listener does not allow the route',
  severity: 'error',
  proof: 'certain',
  subject: ROUTE_KINDS,
  reads: ['Gateway', 'ListenerSet', 'Service', 'Namespace'],
  causes: [],
  check: (route, cluster, kind) => judgeParents(kind, route, 'not-allowed', cluster),
  message: ({ owner, why }) => `${owner} does not take the route: ${why}`,
  remedy: ({ route, parent }) => `Let allowedRoutes of ${parent} take the namespace and kind of ${route}, or attach the route elsewhere.`,
});
