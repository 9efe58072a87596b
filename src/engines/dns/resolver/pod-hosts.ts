import type { Pod } from '../../../model/resources/pod.ts';
import { familyOf, type IpFamily } from '../../../model/values/ip.ts';
import type { Libc } from './libc-resolv-conf.ts';
import { podHostName } from './pod-host-name.ts';

/** A line of a pod's /etc/hosts, and who put it there. */
export interface HostsEntry {
  readonly address: string;
  readonly names: readonly string[];
  readonly from: 'kubelet' | 'node' | 'hostAliases';
}

/** A pod's /etc/hosts. */
export interface PodHosts {
  /** In the order in which they stand there. */
  readonly entries: readonly HostsEntry[];
  /** False where the node's own file, which is not in the API, stands before them. */
  readonly complete: boolean;
}

/** What /etc/hosts has for a name. */
export interface HostsAnswer {
  readonly entries: readonly HostsEntry[];
  /** False where lines that are not known may have the name, too. */
  readonly complete: boolean;
}

/** What kubelet takes from outside of the API. */
export interface HostsSources {
  readonly clusterDomain: string;
  /** The text of the node's own /etc/hosts, which pods in its network get. Absent: not known. */
  readonly nodeHosts?: string;
}

const LOCAL: readonly HostsEntry[] = [
  ['127.0.0.1', 'localhost'],
  ['::1', 'localhost', 'ip6-localhost', 'ip6-loopback'],
  ['fe00::0', 'ip6-localnet'],
  ['fe00::0', 'ip6-mcastprefix'],
  ['fe00::1', 'ip6-allnodes'],
  ['fe00::2', 'ip6-allrouters'],
].map(([address = '', ...names]) => ({ address, names, from: 'kubelet' }));

/**
 * The /etc/hosts that kubelet mounts into a pod's containers, unless they mount one of their own: names of localhost, the pod's own name
 * with each of its addresses, then hostAliases. In the node's network: the node's file, then hostAliases.
 * Source: kubernetes pkg/kubelet/kubelet_pods.go, managedHostsFileContent and nodeHostsFileContent (1.36).
 */
export function podHosts(pod: Pod, { clusterDomain, nodeHosts }: HostsSources): PodHosts {
  const aliases = pod.spec.hostAliases.map(({ ip, hostnames }): HostsEntry => ({ address: ip, names: hostnames, from: 'hostAliases' }));
  if (pod.spec.hostNetwork) {
    return { entries: [...parseHosts(nodeHosts ?? ''), ...aliases], complete: nodeHosts !== undefined };
  }
  const { name, domain } = podHostName(pod, clusterDomain);
  const names = domain === undefined ? [name] : [`${name}.${domain}`, name];
  const own = pod.status.podIPs.map(({ ip }): HostsEntry => ({ address: ip, names, from: 'kubelet' }));
  return { entries: [...LOCAL, ...own, ...aliases], complete: true };
}

/**
 * What /etc/hosts says of a name as typed, in every line that has it and an address of one of the families. It stands before DNS, and the
 * search list does not count. glibc takes upper and lower case for the same; for musl they differ.
 * Source: glibc nss/nss_files/files-hosts.c (2.42); musl src/network/lookup_name.c, name_from_hosts (1.2.5).
 */
export function hostsAnswer(hosts: PodHosts, name: string, families: readonly IpFamily[], libc: Libc): HostsAnswer {
  const same = libc === 'musl' ? (one: string) => one === name : (one: string) => one.toLowerCase() === name.toLowerCase();
  const entries = hosts.entries.filter(({ address, names }) => families.some((one) => one === familyOf(address)) && names.some(same));
  return { entries, complete: hosts.complete };
}

function parseHosts(text: string): readonly HostsEntry[] {
  return text.split('\n').flatMap((line): readonly HostsEntry[] => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    return names.length === 0 ? [] : [{ address, names, from: 'node' }];
  });
}
