import { isLocalLoadBalancer } from '../../../engines/service/index.ts';
import { refTo } from '../../../model/object-ref.ts';
import type { Service } from '../../../model/resources/service.ts';
import { describePort, type Protocol } from '../../../model/values/port.ts';
import { isProxied, opensNodePort } from '../../facts/opened-ports.ts';
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
    if (!isProxied(service)) return [];
    const { metadata, spec } = service;
    const object = refTo('Service', metadata);
    return openedBy(service).map(({ port, ports, protocol, leads, field }) => {
      const shown =
        port === null ? { field, says: 'gets a NodePort when it is created' } : { field, value: port, says: 'opened on every node' };
      return {
        args: { namespace: metadata.namespace ?? '', service: metadata.name, port, ports, protocol, leads, type: spec.type },
        evidence: [{ object, ...shown }] as const,
      };
    });
  },
  message: ({ port, protocol, leads }) =>
    port === null
      ? `a port that is chosen when it is created is going to be open on every node for ${leads}`
      : `port ${port}/${protocol} is open on every node for ${leads}`,
  remedy: ({ namespace, service, type }) =>
    type === 'LoadBalancer'
      ? `If the load balancer needs no NodePorts, set allocateLoadBalancerNodePorts of Service ${namespace}/${service} to false and remove those that it has.`
      : `If nobody outside the cluster needs it, set the type of Service ${namespace}/${service} to ClusterIP.`,
});

/** A port on every node. Where its number is not chosen yet, `port` is null, and `ports` tells which port of the Service gets it. */
interface Opened {
  readonly port: number | null;
  readonly ports: string | null;
  readonly protocol: Protocol;
  readonly leads: string;
  readonly field: string;
}

/** What a Service opens on the nodes: its NodePorts, and where kube-proxy answers the health checks of its load balancer. */
function openedBy(service: Service): readonly Opened[] {
  const { ports, healthCheckNodePort } = service.spec;
  const nodePorts = ports.flatMap((port, index): readonly Opened[] => {
    if (!opensNodePort(service, port)) return [];
    const { nodePort, protocol, targetPort } = port;
    const label = describePort(port);
    const leads = `port ${label}, targetPort ${targetPort}`;
    const field = `spec.ports[${index}]`;
    return nodePort === undefined
      ? [{ port: null, ports: label, protocol, leads, field }]
      : [{ port: nodePort, ports: null, protocol, leads, field: `${field}.nodePort` }];
  });
  const checks = isLocalLoadBalancer(service) && healthCheckNodePort !== undefined;
  const check = { ports: null, protocol: 'TCP', leads: 'health checks of its load balancer', field: 'spec.healthCheckNodePort' } as const;
  return [...nodePorts, ...(checks ? [{ ...check, port: healthCheckNodePort }] : [])];
}
