import { isLocalLoadBalancer, whySkipped } from '../../../engines/service/index.ts';
import { refTo } from '../../../model/object-ref.ts';
import type { Service } from '../../../model/resources/service.ts';
import { describePort } from '../../../model/values/port.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX7001',
  title: 'NodePort open',
  severity: 'info',
  proof: 'certain',
  subject: 'Service',
  reads: [],
  auditOnly: true,
  causes: [],
  check(service) {
    if (whySkipped(service) !== undefined) return [];
    const { metadata, spec } = service;
    const object = refTo('Service', metadata);
    return openedBy(service).map(({ port, protocol, leads, field }) => ({
      args: { namespace: metadata.namespace ?? '', service: metadata.name, port, protocol, leads, type: spec.type },
      evidence: [{ object, field, value: port, says: 'opened on every node' }] as const,
    }));
  },
  message: ({ port, protocol, leads }) => `port ${port}/${protocol} is open on every node for ${leads}`,
  remedy: ({ namespace, service, type }) =>
    type === 'LoadBalancer'
      ? `If the load balancer needs no NodePorts, set allocateLoadBalancerNodePorts of Service ${namespace}/${service} to false and remove those that it has.`
      : `If nobody outside the cluster needs it, set the type of Service ${namespace}/${service} to ClusterIP.`,
});

/** What a Service opens on the nodes: its NodePorts, and where kube-proxy answers the health checks of its load balancer. */
function openedBy(service: Service) {
  const { type, ports, healthCheckNodePort } = service.spec;
  if (type !== 'NodePort' && type !== 'LoadBalancer') return [];
  const nodePorts = ports.flatMap((port, index) =>
    port.nodePort === undefined
      ? []
      : [
          {
            port: port.nodePort,
            protocol: port.protocol,
            leads: `port ${describePort(port)}, targetPort ${port.targetPort}`,
            field: `spec.ports[${index}].nodePort`,
          },
        ],
  );
  const checks = isLocalLoadBalancer(service) && healthCheckNodePort !== undefined;
  const check = { protocol: 'TCP', leads: 'health checks of its load balancer', field: 'spec.healthCheckNodePort' } as const;
  return [...nodePorts, ...(checks ? [{ ...check, port: healthCheckNodePort }] : [])];
}
