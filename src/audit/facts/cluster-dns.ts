import {
  type ClusterDomain,
  type ClusterNameserver,
  clusterDomainOf,
  clusterNameserverOf,
  DNS_CACHE,
  DNS_SERVICE_SCOPE,
} from '../../engines/dns/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { knownItems } from '../../model/listing.ts';
import type { Pod } from '../../model/resources/pod.ts';
import { clusterIPsOf, type Service } from '../../model/resources/service.ts';
import { selects } from '../../model/values/label-selector.ts';
import { perCluster } from './by-value.ts';

/** What a server of names listens on, for UDP and TCP alike. */
export const DNS_PORT = 53;

/**
 * Whether a Service is the one that pods of the cluster ask for names: kube-system/kube-dns, or one beside it with the label
 * k8s-app=kube-dns that serves port 53. What has that label for its metrics alone, and headless ones, are none.
 */
export function isDnsService({ metadata, spec }: Service): boolean {
  if (metadata.namespace !== DNS_SERVICE_SCOPE.namespace) return false;
  if (metadata.name === 'kube-dns') return true;
  const virtual = spec.type !== 'ExternalName' && spec.clusterIPs[0] !== 'None';
  return virtual && selects(DNS_SERVICE_SCOPE.labels, metadata.labels) && spec.ports.some(({ port }) => port === DNS_PORT);
}

/** Whether a pod itself answers for names of the cluster: CoreDNS or kube-dns, or NodeLocal DNSCache. */
export function isDnsPod({ metadata }: Pod): boolean {
  const app = metadata.labels['k8s-app'];
  return metadata.namespace === DNS_SERVICE_SCOPE.namespace && (app === 'kube-dns' || app === DNS_CACHE.name);
}

/** What pods are told of the cluster's DNS. */
export interface ClusterDns {
  readonly nameserver: ClusterNameserver;
  readonly domain: ClusterDomain;
  /** Every address on which it answers, as far as Services could be read: its Cluster IPs, and those of a cache on the node. */
  readonly addresses: readonly string[];
}

/** What pods are told of the cluster's DNS, worked out once. */
export const clusterDns: (cluster: ClusterIndex) => ClusterDns = perCluster((cluster) => {
  const services = cluster.list('Service', DNS_SERVICE_SCOPE);
  const nameserver = clusterNameserverOf(services, cluster.get('DaemonSet', DNS_CACHE.name, DNS_CACHE.namespace));
  return {
    nameserver,
    domain: clusterDomainOf(cluster.get('ConfigMap', 'coredns', 'kube-system')),
    addresses: [...(nameserver.cache ?? []), ...knownItems(services).filter(isDnsService).flatMap(clusterIPsOf)],
  };
});
