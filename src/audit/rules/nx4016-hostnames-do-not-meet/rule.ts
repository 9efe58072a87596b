import { ROUTE_KINDS } from '../../../engines/gateway/index.ts';
import { judgeParents } from '../../facts/route-parents.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX4016',
  title: 'Hostnames of route and listener do not meet',
  severity: 'error',
  proof: 'certain',
  subject: ROUTE_KINDS,
  reads: ['Gateway', 'ListenerSet', 'Service', 'Namespace'],
  causes: [],
  check: (route, cluster, kind) => judgeParents(kind, route, 'hostnames', cluster),
  message: ({ parent, why }) => `${parent}: ${why}: nothing reaches the route there`,
  remedy: ({ route, parent }) => `Give ${route} a hostname within that of the listener of ${parent}, or attach it to another listener.`,
});
