import type { DnsEntry, ResolvConf } from '../../../model/resolv-conf.ts';
import type { Pod } from '../../../model/resources/pod.ts';
import { fittingNameservers, fittingSearch, resolvConfLimits } from './limits.ts';
import { mergedOptions, optionName, parseNodeResolvConf } from './node-resolv-conf.ts';

/** How the node's kubelet is set up for DNS. Nothing of it is in the API. */
export interface KubeletDns {
  /** What it tells pods to ask (clusterDNS); empty: nothing; null: not known. */
  readonly clusterDNS: readonly string[] | null;
  /** clusterDomain; empty: none. */
  readonly clusterDomain: string;
  /** The text of the node's own resolv.conf; null: kubelet is told to use none (`--resolv-conf=""`). Absent: not known. */
  readonly nodeResolvConf?: string | null;
  /** The kubelet's version, as in the node's nodeInfo: older ones write less. Absent: a current one. */
  readonly version?: string;
}

/** A pod's resolv.conf, with what kubelet leaves out for sure because it does not fit. */
export interface PodResolvConf extends ResolvConf {
  readonly dropped: Pick<ResolvConf, 'nameservers' | 'search'>;
}

/** What kubelet does with a pod's dnsPolicy. */
export type ActingDnsPolicy = 'ClusterFirst' | 'Default' | 'None';

/**
 * What kubelet does with a pod's dnsPolicy: ClusterFirst in the node's network is Default, ClusterFirstWithHostNet is ClusterFirst. A
 * value that is none of the API's counts as ClusterFirst. Source: kubernetes pkg/kubelet/network/dns/dns.go, getPodDNSType (1.36).
 */
export function dnsPolicyOf(pod: Pod): ActingDnsPolicy {
  const { dnsPolicy, hostNetwork } = pod.spec;
  if (dnsPolicy === 'None' || dnsPolicy === 'Default') return dnsPolicy;
  return dnsPolicy === 'ClusterFirst' && hostNetwork ? 'Default' : 'ClusterFirst';
}

/**
 * The resolv.conf that kubelet gives a pod. ClusterFirst asks the cluster's DNS, or as Default does where kubelet is told of none; of the
 * node's file it keeps the search domains only. dnsConfig is appended; of its options one that is there already is replaced. What is more
 * than fits is cut. Where the node's file is not known, one entry (null) stands for all that it has, and what dnsConfig appends after it
 * may be cut, too.
 * Source: kubernetes pkg/kubelet/network/dns/dns.go, GetPodDNS, appendDNSConfig and formDNSConfigFitsLimits (1.36).
 */
export function podResolvConf(pod: Pod, kubelet: KubeletDns): PodResolvConf {
  const { dnsConfig } = pod.spec;
  const base = BASE[actingPolicyOf(pod, kubelet)](pod.metadata.namespace ?? '', kubelet);
  const conf: ResolvConf =
    dnsConfig === undefined
      ? base
      : {
          nameservers: appended(base.nameservers, dnsConfig.nameservers),
          search: appended(base.search, dnsConfig.searches),
          options: overridden(
            base.options,
            dnsConfig.options.map(({ name, value = '' }) => (value === '' ? name : `${name}:${value}`)),
          ),
        };
  const limits = resolvConfLimits(kubelet.version);
  const nameservers = fittingNameservers(conf.nameservers, limits);
  const search = fittingSearch(conf.search, limits);
  return {
    nameservers,
    search,
    options: conf.options,
    dropped: {
      nameservers: conf.nameservers.filter((entry) => !nameservers.includes(entry)),
      search: conf.search.filter((entry) => !search.includes(entry)),
    },
  };
}

function actingPolicyOf(pod: Pod, { clusterDNS }: KubeletDns): ActingDnsPolicy {
  const policy = dnsPolicyOf(pod);
  return policy === 'ClusterFirst' && clusterDNS?.length === 0 ? 'Default' : policy;
}

const BASE: Readonly<Record<ActingDnsPolicy, (namespace: string, kubelet: KubeletDns) => ResolvConf>> = {
  ClusterFirst: (namespace, { clusterDNS, clusterDomain, nodeResolvConf }) => {
    const domains = clusterDomain === '' ? [] : [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain];
    return {
      nameservers: (clusterDNS ?? [null]).map((value) => ({ value, from: 'cluster' })),
      search: unique([...entries(domains, 'cluster'), ...ofNode(nodeResolvConf).search]),
      options: entries(['ndots:5'], 'cluster'),
    };
  },
  Default: (_namespace, { nodeResolvConf }) =>
    nodeResolvConf === null
      ? { nameservers: entries(['127.0.0.1'], 'node'), search: entries(['.'], 'node'), options: [] }
      : ofNode(nodeResolvConf),
  None: () => ({ nameservers: [], search: [], options: [] }),
};

function ofNode(text: string | null | undefined): ResolvConf {
  if (text === undefined) {
    const unknown: readonly DnsEntry[] = [{ value: null, from: 'node' }];
    return { nameservers: unknown, search: unknown, options: unknown };
  }
  const { nameservers, search, options } = parseNodeResolvConf(text ?? '');
  return { nameservers: entries(nameservers, 'node'), search: entries(search, 'node'), options: entries(options, 'node') };
}

function entries(values: readonly string[], from: DnsEntry['from']): readonly DnsEntry[] {
  return values.map((value) => ({ value, from }));
}

function appended(existing: readonly DnsEntry[], more: readonly string[]): readonly DnsEntry[] {
  return unique([...existing, ...entries(more, 'dnsConfig')]);
}

/** Each value keeps its first place. */
function unique(all: readonly DnsEntry[]): readonly DnsEntry[] {
  return all.filter(({ value }, index) => all.findIndex((one) => one.value === value) === index);
}

function overridden(existing: readonly DnsEntry[], options: readonly string[]): readonly DnsEntry[] {
  const names = options.map(optionName);
  return [
    ...existing.filter(({ value }) => value === null || !names.includes(optionName(value))),
    ...entries(mergedOptions([], options), 'dnsConfig'),
  ];
}
