import type { ClusterIndex } from '../../model/cluster-index.ts';
import { knownItems } from '../../model/listing.ts';
import { type Node, nodeIPs } from '../../model/resources/node.ts';
import { clusterIPsOf } from '../../model/resources/service.ts';
import { cidrContains } from '../../model/values/cidr.ts';
import { familyOf, type IpAddress, sameIp } from '../../model/values/ip.ts';

/** Whether a Service has the address as a Cluster IP, as far as it is known. */
export function isClusterIP(ip: IpAddress, cluster: ClusterIndex): boolean {
  return cluster.known('Service').some((service) => clusterIPsOf(service).some((one) => sameIp(one, ip.text)));
}

/**
 * Whether a pod could have the address without having it first: on a node of the other family. kubelet lists a pod's address of the
 * node's own family before the other one. Where no node is known, the family of the cluster's own Service stands for theirs.
 * Source: kubernetes pkg/kubelet/kubelet_pods.go, sortPodIPs (1.36).
 */
export function mayBeSecondAddress(ip: IpAddress, cluster: ClusterIndex): boolean {
  const nodes = knownItems(cluster.list('Node'));
  if (nodes.length > 0) return nodes.some((node) => isOfOtherFamily(node, ip));
  const api = cluster.get('Service', 'kubernetes', 'default');
  return api.state !== 'found' || familyOf(clusterIPsOf(api.item)[0] ?? '') !== ip.family;
}

function isOfOtherFamily(node: Node, ip: IpAddress): boolean {
  const first = nodeIPs(node)[0]?.address;
  return first === undefined || familyOf(first) !== ip.family;
}

/** The nodes whose pods could have the address as their second one, by their pod CIDR or their own addresses. */
export function nodesOfSecondAddress(ip: IpAddress, cluster: ClusterIndex): readonly Node[] {
  return knownItems(cluster.list('Node')).filter(
    (node) =>
      isOfOtherFamily(node, ip) &&
      (node.spec.podCIDRs.some((cidr) => cidrContains(cidr, ip.text)) || nodeIPs(node).some(({ address }) => sameIp(address, ip.text))),
  );
}
