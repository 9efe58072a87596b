/**
 * The resolver's side of DNS: what kubelet writes into a pod, and what a C library makes of it when a program looks up a name.
 * Follows kubernetes pkg/kubelet (1.25 to 1.36), glibc 2.42 and musl 1.2.5; other resolvers (Go, Java, systemd-resolved) differ.
 */
export { type Ask, isOpen, type OpenOutcome, type Outcome, type Query, type Reply } from './ask-servers.ts';
export { type Libc, type LibcResolvConf, libcResolvConf, parseLibcResolvConf } from './libc-resolv-conf.ts';
export { fittingNameservers, fittingSearch, type ResolvConfLimits, resolvConfLimits } from './limits.ts';
export { mergedOptions, parseNodeResolvConf, type ResolvConfText } from './node-resolv-conf.ts';
export { type PodHostName, podHostName } from './pod-host-name.ts';
export { type HostsAnswer, type HostsEntry, type HostsSources, hostsAnswer, type PodHosts, podHosts } from './pod-hosts.ts';
export {
  type ActingDnsPolicy,
  dnsPolicyOf,
  formatResolvConf,
  type KubeletDns,
  type PodResolvConf,
  podResolvConf,
} from './pod-resolv-conf.ts';
export { type Ending, type Search, type SearchQuestion, type SearchResult, type Step, searchName, wastedQueries } from './search.ts';
