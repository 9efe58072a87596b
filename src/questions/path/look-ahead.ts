import { clusterServiceOf } from '../../engines/dns/index.ts';
import { policyNeeds } from '../../engines/policy/index.ts';
import { addressRoles, announce, endpointNodeNeeds, nodeNeeds, podNeeds, slicesOf } from '../../engines/service/index.ts';
import { ownIPs } from '../../engines/trace/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { knownItems } from '../../model/listing.ts';
import type { Pod } from '../../model/resources/pod.ts';
import type { Service } from '../../model/resources/service.ts';
import { rangeOf } from '../../model/values/ip.ts';
import type { To } from './ends.ts';

/**
 * Asks for what the way to a destination is going to need, while the sender is still being found: what is read one after the other makes
 * the wait, not how much it is.
 */
export function lookAhead(to: To, cluster: ClusterIndex): void {
  for (const service of servicesDialled(to, cluster)) {
    announce(cluster, policyNeeds([service.metadata.namespace ?? '']));
    const slices = knownItems(slicesOf(service, cluster));
    announce(cluster, [...podNeeds(service, slices), ...endpointNodeNeeds(slices)]);
  }
}

function servicesDialled(to: To, cluster: ClusterIndex): readonly Service[] {
  switch (to.kind) {
    case 'Service': {
      const service = cluster.get('Service', to.name, to.namespace);
      return service.state === 'found' ? [service.item, ...behindAlias(service.item, cluster)] : [];
    }
    case 'Pod': {
      const pod = cluster.get('Pod', to.name, to.namespace);
      if (pod.state === 'found') announceNode(pod.item, cluster);
      return [];
    }
    case 'name':
      return [];
    case 'Node':
      return withNodePort(to.port, cluster);
    case 'address':
      return withAddress(to, cluster);
  }
}

/** The Service of the cluster that an ExternalName stands for. */
function behindAlias({ spec }: Service, cluster: ClusterIndex): readonly Service[] {
  const target = spec.type === 'ExternalName' ? clusterServiceOf(spec.externalName ?? '', cluster) : undefined;
  const service = target === undefined ? undefined : cluster.get('Service', target.name, target.namespace);
  return service?.state === 'found' ? [service.item] : [];
}

/** An address that is no pod's and no Cluster IP is a load balancer's, a node's, or outside: which of them takes all three lists. */
function withAddress({ address, port }: Extract<To, { kind: 'address' }>, cluster: ClusterIndex): readonly Service[] {
  if (rangeOf(address) === 'loopback') return [];
  const pods = cluster.known('Pod').filter((pod) => ownIPs(pod).includes(address));
  for (const pod of pods) announceNode(pod, cluster);
  announce(cluster, policyNeeds(pods.map((pod) => pod.metadata.namespace ?? '')));
  const services = cluster.known('Service').filter((service) => addressRoles(service, address).length > 0);
  if (pods.length > 0 || services.length > 0) return services;
  announce(cluster, [{ kind: 'Service' }, { kind: 'ServiceCIDR' }, { kind: 'Node' }]);
  return withNodePort(port, cluster);
}

function withNodePort(port: number, cluster: ClusterIndex): readonly Service[] {
  return cluster.known('Service').filter(({ spec }) => spec.ports.some(({ nodePort }) => nodePort === port));
}

function announceNode({ spec }: Pod, cluster: ClusterIndex): void {
  announce(cluster, nodeNeeds(spec.nodeName === undefined ? [] : [spec.nodeName]));
}
