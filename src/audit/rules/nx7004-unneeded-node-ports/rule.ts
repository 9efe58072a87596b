import { refTo } from '../../../model/object-ref.ts';
import type { Service } from '../../../model/resources/service.ts';
import { describePort } from '../../../model/values/port.ts';
import { defineRule } from '../../rule.ts';

/**
 * Annotations by which a load balancer shows that it sends to pods, or to its own address on a node; the value where not any one counts.
 * Sources: AWS Load Balancer Controller docs, guide/service/annotations; MetalLB controller/service.go.
 */
const ANNOTATIONS: readonly (readonly [name: string, value?: string])[] = [
  ['service.beta.kubernetes.io/aws-load-balancer-nlb-target-type', 'ip'],
  ['service.beta.kubernetes.io/aws-load-balancer-type', 'nlb-ip'],
  ['metallb.io/ip-allocated-from-pool'],
  ['metallb.universe.tf/ip-allocated-from-pool'],
];

/** Classes of such load balancers, as their documents name them. */
const CLASSES = ['io.cilium/bgp-control-plane', 'io.cilium/l2-announcer', 'kube-vip.io/kube-vip-class', 'tailscale'];

export default defineRule({
  code: 'NX7004',
  title: 'NodePorts that the load balancer does not need',
  severity: 'info',
  proof: 'assumed',
  subject: 'Service',
  reads: [],
  causes: [],
  check(service) {
    const { metadata, spec } = service;
    const ports = spec.ports.flatMap(({ nodePort, protocol }) => (nodePort === undefined ? [] : [{ port: nodePort, protocol }]));
    if (spec.type !== 'LoadBalancer' || !spec.allocateLoadBalancerNodePorts || ports.length === 0) return [];
    const sign = signOf(service);
    if (sign === undefined) return [];
    const object = refTo('Service', metadata);
    const at = spec.ports.findIndex(({ nodePort }) => nodePort !== undefined);
    return [
      {
        args: { namespace: metadata.namespace ?? '', service: metadata.name, ports: ports.map(describePort).join(', '), sign: sign.text },
        evidence: [
          { object, field: sign.field, value: sign.value, says: 'such a load balancer sends to pods, or to its own address on a node' },
          { object, field: `spec.ports[${at}].nodePort`, value: ports[0]?.port ?? null, says: 'opened on every node' },
        ] as const,
      },
    ];
  },
  message: ({ ports, sign }) => `NodePort ${ports} is open on every node, and its load balancer (${sign}) does not need it`,
  remedy: ({ namespace, service }) =>
    `Set allocateLoadBalancerNodePorts of Service ${namespace}/${service} to false, and remove spec.ports[].nodePort: those given out stay otherwise.`,
});

function signOf({ metadata, spec }: Service) {
  const annotation = ANNOTATIONS.find(([name, value]) => {
    const found = metadata.annotations[name];
    return found !== undefined && (value === undefined || found === value);
  });
  if (annotation !== undefined) {
    const [name] = annotation;
    const value = metadata.annotations[name] ?? '';
    return { field: `metadata.annotations["${name}"]`, value, text: `${name}: ${value}` };
  }
  const { loadBalancerClass } = spec;
  return loadBalancerClass !== undefined && CLASSES.includes(loadBalancerClass)
    ? { field: 'spec.loadBalancerClass', value: loadBalancerClass, text: `class ${loadBalancerClass}` }
    : undefined;
}
