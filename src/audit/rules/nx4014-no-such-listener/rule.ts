import { ROUTE_KINDS } from '../../../engines/gateway/index.ts';
import { judgeParents } from '../../facts/route-parents.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX4014',
  title: 'Parent has no such listener',
  severity: 'error',
  proof: 'certain',
  subject: ROUTE_KINDS,
  reads: ['Gateway', 'ListenerSet', 'Service', 'Namespace'],
  causes: [],
  check: (route, cluster, kind) => judgeParents(kind, route, 'no-listener', cluster),
  message: ({ why }) => `${why}: nothing reaches the route there`,
  remedy: ({ route, owner }) => `Correct sectionName or port in spec.parentRefs of ${route}, or add the listener to ${owner}.`,
});
