import { nameOf, refTo } from '../../../model/object-ref.ts';
import { dialledLoadBalancer } from '../../facts/dialled-service.ts';
import { clientObject, outcomesOf } from '../../facts/flow-ends.ts';
import { defineFlowRule } from '../../flow-rule.ts';

export default defineFlowRule({
  code: 'NX7022',
  title: 'ipMode decides how clients inside reach the load balancer',
  severity: 'info',
  proof: 'assumed',
  subject: 'Flow',
  reads: ['Service'],
  causes: [],
  check(flow, cluster) {
    const found = clientObject(flow) === undefined ? undefined : dialledLoadBalancer(flow, cluster);
    if (found === undefined) return [];
    const { service, ingress, shown } = found;
    const proxy = ingress.ipMode === 'Proxy';
    if (proxy && !outcomesOf(flow).has('leaves-cluster')) return [];
    const object = refTo('Service', service.metadata);
    return [
      {
        subject: object,
        args: {
          service: nameOf(object),
          address: flow.dialled?.destination ?? '',
          mode: proxy ? 'Proxy' : 'VIP',
          said: ingress.ipMode !== undefined,
        },
        evidence: [
          shown,
          ...(ingress.ipMode === undefined
            ? []
            : [{ object, field: shown.field.replace(/ip$/, 'ipMode'), value: ingress.ipMode, says: 'how kube-proxy treats the address' }]),
        ],
      },
    ];
  },
  message: ({ service, address, mode, said }) =>
    mode === 'Proxy'
      ? `${address}, of the load balancer of Service ${service}, has ipMode Proxy: kube-proxy has no rule for it, so that even clients inside leave the cluster for the load balancer`
      : `${address}, of the load balancer of Service ${service}, has ipMode VIP${said ? '' : ' (the default)'}: kube-proxy on the client's node acts in its stead, so that the load balancer never sees clients inside`,
  remedy: ({ mode }) =>
    mode === 'Proxy'
      ? 'See that the load balancer lets nodes in; clients inside that need nothing of it should dial the name or Cluster IP.'
      : 'Where clients inside need what the load balancer does (TLS, PROXY protocol, source addresses), its controller must set ipMode Proxy.',
});
