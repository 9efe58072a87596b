import { isExternallyAccessible, whySkipped } from '../../../engines/service/index.ts';
import { refTo } from '../../../model/object-ref.ts';
import { describePort } from '../../../model/values/port.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX1119',
  title: 'Client affinity may not hold from outside',
  severity: 'info',
  proof: 'assumed',
  subject: 'Service',
  reads: [],
  causes: [],
  check(service) {
    const { metadata, spec } = service;
    if (spec.sessionAffinity !== 'ClientIP' || spec.externalTrafficPolicy === 'Local' || whySkipped(service) !== undefined) return [];
    const open = spec.ports.filter((port) => isExternallyAccessible(service, port));
    if (open.length === 0) return [];
    const { namespace = '', name } = metadata;
    const object = refTo('Service', metadata);
    return [
      {
        args: { namespace, service: name, ports: enumerate(open.map(describePort)), balanced: spec.type === 'LoadBalancer' },
        evidence: [
          {
            object,
            field: 'spec.sessionAffinity',
            value: spec.sessionAffinity,
            says: 'each node remembers the pod of a client address by itself',
          },
          {
            object,
            field: 'spec.externalTrafficPolicy',
            value: spec.externalTrafficPolicy,
            says: 'the node that a packet reaches first chooses among all endpoints',
          },
        ],
      },
    ];
  },
  message: ({ ports, balanced }) =>
    `clients of port ${ports} from outside keep their pod only while they keep their node and address: each node remembers them by itself, and what hides them behind one address${balanced ? ' (the load balancer, for one)' : ''} makes them one client`,
  remedy: ({ namespace, service, balanced }) =>
    `If clients outside depend on it, ${balanced ? 'set affinity in the load balancer, too' : 'send each of them to one node'}, and set externalTrafficPolicy of Service ${namespace}/${service} to Local; cookies of an Ingress controller are surer.`,
});
