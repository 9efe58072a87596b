import { ROUTE_KINDS } from '../../../engines/gateway/index.ts';
import { describeRef, refTo } from '../../../model/object-ref.ts';
import { policiesOnRoute } from '../../facts/route-policies.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX4032',
  title: 'Policy that changes what the route does',
  severity: 'info',
  proof: 'certain',
  subject: ROUTE_KINDS,
  reads: ['BackendTLSPolicy', 'Gateway', 'ListenerSet', 'Service', 'ReferenceGrant', 'Namespace', 'ConfigMap'],
  causes: [],
  check(route, cluster, kind) {
    const object = refTo(kind, route.metadata);
    return policiesOnRoute(kind, route, cluster).map((one) =>
      'unjudged' in one ? one : { args: { route: describeRef(object), backend: one.policy, says: one.says }, evidence: one.evidence },
    );
  },
  message: ({ says }) => says,
  remedy: ({ backend, route }) => `Look at ${backend} as well when ${route} does not do what it says.`,
});
