/** Names of the cluster, as far as a Service's own explanation needs them. */
export { type ClusterDomain, clusterDomainOf } from './cluster-domain.ts';
export { type ClusterNameserver, clusterNameserverOf, DNS_SERVICE_SCOPE } from './cluster-nameserver.ts';
export { clusterServiceOf, type NamedService } from './cluster-service.ts';
export { dnsPolicyOf, podDnsOf } from './pod-dns.ts';
