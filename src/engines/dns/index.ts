/**
 * Names of the cluster.
 * The server's side: CoreDNS by its Corefile, and what its kubernetes plugin makes of Services, endpoints and pods (1.11 to 1.14).
 * The resolver's side: what kubelet writes into a pod, and what a C library makes of it when a program looks up a name. Follows kubernetes
 * pkg/kubelet (1.25 to 1.36), glibc 2.42 and musl 1.2.5; other resolvers (Go, Java, systemd-resolved) differ.
 */
export { type ClusterDomain, clusterDomainOf } from './cluster-domain.ts';
export { type ClusterNameserver, clusterNameserverOf, DNS_CACHE, DNS_SERVICE_SCOPE } from './cluster-nameserver.ts';
export { clusterServiceOf, type NamedService } from './cluster-service.ts';
export type { DnsAnswer, DnsQuestion as ServerQuestion } from './coredns/answer.ts';
export { type ClusterAnswerOptions, clusterAnswer } from './coredns/cluster-answer.ts';
export type { UpstreamAnswer } from './coredns/server.ts';
export { corefileFaults } from './corefile-faults.ts';
export type { OpenOutcome, Outcome, Query } from './resolver/ask-servers.ts';
export { libcError } from './resolver/libc-error.ts';
export { type Libc, type LibcResolvConf, libcResolvConf, parseLibcResolvConf } from './resolver/libc-resolv-conf.ts';
export { fittingNameservers, fittingSearch, resolvConfLimits } from './resolver/limits.ts';
export { mergedOptions, parseNodeResolvConf } from './resolver/node-resolv-conf.ts';
export { podHostName } from './resolver/pod-host-name.ts';
export { hostsAnswer, podHosts } from './resolver/pod-hosts.ts';
export { dnsPolicyOf, type KubeletDns, podResolvConf } from './resolver/pod-resolv-conf.ts';
export { searchName, wastedQueries } from './resolver/search.ts';
export { parseTypedHost, reverseName } from './resolver/typed-name.ts';
