import { addressRoles, whySkipped } from '../../engines/service/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Evidence } from '../../model/evidence.ts';
import { refTo } from '../../model/object-ref.ts';
import { nodeIPs } from '../../model/resources/node.ts';
import type { LoadBalancerIngress, Service } from '../../model/resources/service.ts';
import { sameIp } from '../../model/values/ip.ts';
import type { FlowFacts } from '../flow-rule.ts';

/** A Service whose address was dialled, and where it says so. */
export interface DialledService {
  readonly service: Service;
  readonly shown: Evidence;
}

/** The Service that kube-proxy serves and whose Cluster IP was dialled, whatever the port. */
export function dialledClusterIP({ dialled }: FlowFacts, cluster: ClusterIndex): DialledService | undefined {
  if (dialled === undefined) return undefined;
  const { destination } = dialled;
  const service = servedIn(cluster).find((one) => addressRoles(one, destination).includes('clusterIP'));
  if (service === undefined) return undefined;
  const index = service.spec.clusterIPs.findIndex((ip) => sameIp(ip, destination));
  return { service, shown: shownBy(service, `spec.clusterIPs[${index}]`, destination, 'the address that is dialled') };
}

/** A Service port with the dialled number and protocol whose load balancer has the dialled address. */
export interface DialledLoadBalancer extends DialledService {
  readonly ingress: LoadBalancerIngress;
}

/** The Service that kube-proxy serves and of whose load balancer an address was dialled, on one of its ports. */
export function dialledLoadBalancer(flow: FlowFacts, cluster: ClusterIndex): DialledLoadBalancer | undefined {
  const { dialled } = flow;
  if (dialled === undefined) return undefined;
  for (const service of servedIn(cluster)) {
    if (!hasPort(service, flow, 'port')) continue;
    const [role] = addressRoles(service, dialled.destination);
    const { ingress } = service.status.loadBalancer;
    const index = ingress.findIndex(({ ip }) => ip !== undefined && sameIp(ip, dialled.destination));
    const found = ingress[index];
    if (found === undefined || (role !== undefined && role !== 'loadBalancer')) continue;
    const field = `status.loadBalancer.ingress[${index}].ip`;
    return { service, ingress: found, shown: shownBy(service, field, dialled.destination, 'the address that is dialled') };
  }
  return undefined;
}

/** A Service that was dialled by an address for clients outside. `node` has the address, where it is a NodePort. */
export interface DialledFromOutside extends DialledService {
  readonly node?: string;
}

/** The Service that kube-proxy serves and of which an externalIP, a load balancer's address or a NodePort was dialled. */
export function dialledFromOutside(flow: FlowFacts, cluster: ClusterIndex): DialledFromOutside | undefined {
  const { dialled } = flow;
  if (dialled === undefined) return undefined;
  const { destination } = dialled;
  const external = servedIn(cluster).find((service) => {
    const [role] = addressRoles(service, destination);
    return hasPort(service, flow, 'port') && (role === 'externalIP' || role === 'loadBalancer');
  });
  if (external !== undefined) {
    const index = external.spec.externalIPs.findIndex((ip) => sameIp(ip, destination));
    const at = external.status.loadBalancer.ingress.findIndex(({ ip }) => ip !== undefined && sameIp(ip, destination));
    const field = index >= 0 ? `spec.externalIPs[${index}]` : `status.loadBalancer.ingress[${at}].ip`;
    return { service: external, shown: shownBy(external, field, destination, 'the address that is dialled') };
  }
  const node = cluster.known('Node').find((one) => nodeIPs(one).some(({ address }) => sameIp(address, destination)));
  const service = servedIn(cluster).find((one) => hasPort(one, flow, 'nodePort'));
  if (node === undefined || service === undefined) return undefined;
  const index = service.spec.ports.findIndex(({ nodePort }) => nodePort === dialled.port);
  const shown = shownBy(service, `spec.ports[${index}].nodePort`, dialled.port, 'the NodePort that is dialled');
  return { service, shown, node: node.metadata.name };
}

function servedIn(cluster: ClusterIndex): readonly Service[] {
  return cluster.known('Service').filter((service) => whySkipped(service) === undefined);
}

function hasPort({ spec }: Service, { dialled }: FlowFacts, by: 'port' | 'nodePort'): boolean {
  return spec.ports.some((one) => one[by] === dialled?.port && one.protocol === dialled?.protocol);
}

function shownBy(service: Service, field: string, value: string | number, says: string): Evidence {
  return { object: refTo('Service', service.metadata), field, value, says };
}
