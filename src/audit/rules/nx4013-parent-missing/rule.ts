import { ROUTE_KINDS } from '../../../engines/gateway/index.ts';
import { judgeParents } from '../../facts/route-parents.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX4013',
  title: 'Parent of a route does not exist',
  severity: 'error',
  proof: 'certain',
  subject: ROUTE_KINDS,
  reads: ['Gateway', 'ListenerSet', 'Service', 'Namespace'],
  causes: [],
  check: (route, cluster, kind) => judgeParents(kind, route, 'missing', cluster),
  message: ({ owner }) => `${owner} does not exist: nothing reaches the route there`,
  remedy: ({ route, owner }) =>
    `Create ${owner}, or correct its name or namespace in spec.parentRefs of ${route}; without a namespace it is the one of the route.`,
});
