/**
 * Names of the cluster.
 * The resolver's side: what kubelet writes into a pod, and what a C library makes of it when a program looks up a name. Follows kubernetes
 * pkg/kubelet (1.25 to 1.36), glibc 2.42 and musl 1.2.5; other resolvers (Go, Java, systemd-resolved) differ.
 */
export { type ClusterDomain, clusterDomainOf } from './cluster-domain.ts';
export { type ClusterNameserver, clusterNameserverOf, DNS_CACHE, DNS_SERVICE_SCOPE } from './cluster-nameserver.ts';
export { clusterServiceOf, type NamedService } from './cluster-service.ts';
export { type Ask, isOpen, type OpenOutcome, type Outcome, type Query, type Reply } from './resolver/ask-servers.ts';
export { type Libc, type LibcResolvConf, libcResolvConf, parseLibcResolvConf } from './resolver/libc-resolv-conf.ts';
export { fittingNameservers, fittingSearch, type ResolvConfLimits, resolvConfLimits } from './resolver/limits.ts';
export { mergedOptions, parseNodeResolvConf, type ResolvConfText } from './resolver/node-resolv-conf.ts';
export { type PodHostName, podHostName } from './resolver/pod-host-name.ts';
export { type HostsAnswer, type HostsEntry, type HostsSources, hostsAnswer, type PodHosts, podHosts } from './resolver/pod-hosts.ts';
export {
  type ActingDnsPolicy,
  dnsPolicyOf,
  type KubeletDns,
  type PodResolvConf,
  podResolvConf,
} from './resolver/pod-resolv-conf.ts';
export {
  type Ending,
  type Search,
  type SearchQuestion,
  type SearchResult,
  type Step,
  searchName,
  wastedQueries,
} from './resolver/search.ts';
export { parseTypedHost, reverseName, type TypedHost } from './resolver/typed-name.ts';
