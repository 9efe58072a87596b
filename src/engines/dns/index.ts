/** Names of the cluster: what a pod asks, and what is known of who answers. */
export { type ClusterDomain, clusterDomainOf } from './cluster-domain.ts';
export { type ClusterNameserver, clusterNameserverOf, DNS_CACHE, DNS_SERVICE_SCOPE } from './cluster-nameserver.ts';
export { clusterServiceOf, type NamedService } from './cluster-service.ts';
export * from './resolver/index.ts';
