import { type KubeletDns, podResolvConf } from '../../../engines/dns/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { nameOf, refTo } from '../../../model/object-ref.ts';
import { isRecentWarning } from '../../../model/resources/event.ts';
import { isPodFinished, type Pod } from '../../../model/resources/pod.ts';
import { groupBy, perCluster } from '../../facts/by-value.ts';
import { clusterDns } from '../../facts/cluster-dns.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { shorten } from '../../facts/shorten.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX2008',
  title: 'resolv.conf is cut',
  severity: 'warning',
  proof: 'certain',
  subject: 'Pod',
  reads: ['Service', 'DaemonSet', 'ConfigMap', 'Node', 'Event'],
  causes: [],
  check(pod, cluster) {
    if (isPodFinished(pod)) return [];
    const cut = cutByConfig(pod, cluster) ?? cutByEvent(pod, cluster);
    return cut === undefined ? [] : [{ args: { what: cut.what }, evidence: [cut.shown] as const }];
  },
  message: ({ what }) => `not all of its DNS settings fit into its resolv.conf: ${what}`,
  remedy: () =>
    "Leave out nameservers or search domains, in the pod's dnsConfig or in the resolv.conf of its node: three nameservers and 32 search domains of 2048 characters fit.",
});

interface Cut {
  readonly what: string;
  readonly shown: Evidence;
}

/** What the pod asks for on top of what every pod gets, and does not fit. */
function cutByConfig(pod: Pod, cluster: ClusterIndex): Cut | undefined {
  if (pod.spec.dnsConfig === undefined) return undefined;
  const { dropped } = podResolvConf(pod, kubeletOf(pod, cluster));
  const lost = (['nameservers', 'search'] as const).map((part) => dropped[part].flatMap(({ value }) => value ?? []));
  const [nameservers = [], search = []] = lost;
  const object = refTo('Pod', pod.metadata);
  if (nameservers.length > 0) {
    const what = `${enumerate(nameservers)} ${nameservers.length === 1 ? 'is' : 'are'} left out, for three nameservers fit`;
    return { what, shown: { object, field: 'spec.dnsConfig.nameservers', says: `${enumerate(nameservers)}: does not fit` } };
  }
  if (search.length === 0) return undefined;
  const what = `${search.length === 1 ? 'search domain' : 'search domains'} ${enumerate(search)} ${search.length === 1 ? 'is' : 'are'} left out`;
  return { what, shown: { object, field: 'spec.dnsConfig.searches', says: `${enumerate(search)}: does not fit` } };
}

function kubeletOf({ spec }: Pod, cluster: ClusterIndex): KubeletDns {
  const {
    nameserver: { address },
    domain: { domain },
  } = clusterDns(cluster);
  const node = spec.nodeName === undefined ? undefined : cluster.get('Node', spec.nodeName);
  const version = node?.state === 'found' ? node.item.status.kubeletVersion : undefined;
  return { clusterDNS: address === undefined ? null : [address], clusterDomain: domain, ...(version === undefined ? {} : { version }) };
}

const complaints = perCluster((cluster) =>
  groupBy(
    cluster.known('Event').filter(({ reason, involvedObject }) => reason === 'DNSConfigForming' && involvedObject.kind === 'Pod'),
    ({ involvedObject }) => [nameOf(involvedObject)],
  ),
);

/** kubelet itself says so, also of what comes from the node's file. Source: kubernetes pkg/kubelet/network/dns/dns.go (1.36). */
function cutByEvent({ metadata }: Pod, cluster: ClusterIndex): Cut | undefined {
  const { uid } = metadata;
  const event = complaints(cluster)
    .get(nameOf(metadata))
    ?.find((one) => (uid === undefined || (one.involvedObject.uid ?? uid) === uid) && isRecentWarning(one, cluster.takenAt));
  if (event === undefined) return undefined;
  const object = refTo('Event', event.metadata);
  return { what: shorten(event.message), shown: { object, field: 'message', value: event.message, says: event.reason } };
}
