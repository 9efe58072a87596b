import type { DnsEntry, PodDns } from '../../model/pod-report.ts';
import type { Pod } from '../../model/resources/pod.ts';

/** What kubelet writes for the cluster's own names. `nameserver` is absent where it is not known. */
export interface ClusterDns {
  readonly nameserver?: string;
  readonly domain: string;
}

/** What a resolv.conf may hold. Source: kubernetes pkg/apis/core/validation/validation.go (MaxDNSNameservers, MaxDNSSearchPaths). */
const MAX_NAMESERVERS = 3;
const MAX_SEARCHES = 32;

/** Stands for the entries of the node's own resolv.conf, which the API does not show. */
const OF_NODE: DnsEntry = { value: null, from: 'node' };

/**
 * What kubelet does with a pod's dnsPolicy: ClusterFirst in the node's network is Default, ClusterFirstWithHostNet is ClusterFirst. A
 * value that is none of the API's counts as ClusterFirst. Source: kubernetes pkg/kubelet/network/dns/dns.go, getPodDNSType (1.36).
 */
export function dnsPolicyOf(pod: Pod): PodDns['actsAs'] {
  const { dnsPolicy, hostNetwork } = pod.spec;
  if (dnsPolicy === 'None' || dnsPolicy === 'Default') return dnsPolicy;
  return dnsPolicy === 'ClusterFirst' && hostNetwork ? 'Default' : 'ClusterFirst';
}

type ResolvConf = Pick<PodDns, 'nameservers' | 'search' | 'options'>;

const BASE: Readonly<Record<PodDns['actsAs'], (namespace: string, domain: string, nameserver: string | null) => ResolvConf>> = {
  ClusterFirst: (namespace, domain, nameserver) => ({
    nameservers: [{ value: nameserver, from: 'cluster' }],
    search: [...[`${namespace}.svc.${domain}`, `svc.${domain}`, domain].map((value) => ({ value, from: 'cluster' as const })), OF_NODE],
    options: [{ value: 'ndots:5', from: 'cluster' }],
  }),
  Default: () => ({ nameservers: [OF_NODE], search: [OF_NODE], options: [OF_NODE] }),
  None: () => ({ nameservers: [], search: [], options: [] }),
};

/**
 * The resolv.conf that kubelet gives a pod, and its lines in /etc/hosts. dnsConfig is appended; of its options one that is there already
 * is replaced. Entries of the node's own resolv.conf are there, and not in the API. More than 3 nameservers or 32 search domains are cut.
 * Source: kubernetes pkg/kubelet/network/dns/dns.go, GetPodDNS and appendDNSConfig (1.36).
 */
export function podDnsOf(pod: Pod, { nameserver, domain }: ClusterDns): PodDns {
  const { dnsPolicy, dnsConfig, hostAliases, hostname, subdomain } = pod.spec;
  const namespace = pod.metadata.namespace ?? '';
  const actsAs = dnsPolicyOf(pod);
  const base = BASE[actsAs](namespace, domain, nameserver ?? null);
  const options = (dnsConfig?.options ?? []).map(({ name, value }) => (value === undefined ? name : `${name}:${value}`));
  return {
    policy: dnsPolicy,
    actsAs,
    nameservers: appended(base.nameservers, dnsConfig?.nameservers).slice(0, MAX_NAMESERVERS),
    search: appended(base.search, dnsConfig?.searches).slice(0, MAX_SEARCHES),
    options: appended(
      base.options.filter(({ value }) => value === null || !options.some((one) => optionName(one) === optionName(value))),
      options,
    ),
    hostAliases,
    ...(hostname === undefined || subdomain === undefined ? {} : { hostname: `${hostname}.${subdomain}` }),
  };
}

function appended(entries: readonly DnsEntry[], more: readonly string[] = []): readonly DnsEntry[] {
  const known = entries.map(({ value }) => value);
  const added = [...new Set(more)].filter((value) => !known.includes(value));
  return [...entries, ...added.map((value) => ({ value, from: 'dnsConfig' as const }))];
}

function optionName(option: string): string {
  return option.split(':')[0] ?? option;
}
