import { ROUTE_KINDS } from '../../../engines/gateway/index.ts';
import { describeRef, nameOf, refTo } from '../../../model/object-ref.ts';
import { idleBackends } from '../../facts/idle-backends.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX4025',
  title: 'Backend of a route has no ready endpoint',
  severity: 'error',
  proof: 'certain',
  subject: ROUTE_KINDS,
  reads: ['Service', 'ReferenceGrant', 'EndpointSlice', 'Endpoints'],
  causes: [],
  check(route, cluster, kind) {
    const object = refTo(kind, route.metadata);
    return idleBackends(kind, route, cluster).map((one) => {
      if ('unjudged' in one) return one;
      const { backend, service, effect } = one;
      const own = refTo('Service', service.metadata);
      return {
        args: { route: describeRef(object), backend: backend.name, service: own.name, namespace: own.namespace ?? '', effect },
        evidence: [
          { object, field: `${backend.field}.name`, value: own.name, says: 'the backend' },
          { object: own, field: 'spec', says: `port ${backend.ref.port} of ${nameOf(own)} has no ready endpoint` },
        ] as const,
      };
    });
  },
  message: ({ backend, effect }) => `${backend} has no ready endpoint: ${effect}`,
  remedy: ({ service, namespace }) => `See why the Service has none: kubectl netexplain svc/${service} -n ${namespace}.`,
});
