import { mayHavePolicies, policyVerdict } from '../../engines/policy/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Gap } from '../../model/listing.ts';
import { describeRef, type ObjectRef } from '../../model/object-ref.ts';
import { isPodFinished, type Pod } from '../../model/resources/pod.ts';
import { perCluster } from './by-value.ts';
import { type DnsServer, dnsServers } from './dns-servers.ts';
import { habitsIn, policiesIn } from './policies.ts';

/** What the policies about a pod say of its queries: who denies them, what leaves it open, or that none denies them for sure. */
export type DnsQuery = { readonly deniedBy: readonly ObjectRef[] } | { readonly gaps: readonly Gap[] } | 'allowed';

/** Whether a pod asks the cluster's servers of names by an address of its own. */
export function asksClusterDns(pod: Pod): boolean {
  const { hostNetwork, dnsPolicy } = pod.spec;
  return !hostNetwork && !isPodFinished(pod) && (dnsPolicy === 'ClusterFirst' || dnsPolicy === 'ClusterFirstWithHostNet');
}

/** Pods with the same labels in a namespace are judged once: policies see nothing else of who sends. */
const judged = perCluster(() => new Map<string, DnsQuery>());

/** What the policies about a pod say of its queries to the cluster's servers of names. */
export function dnsQueryOf(pod: Pod, cluster: ClusterIndex): DnsQuery {
  const known = judged(cluster);
  const key = JSON.stringify([pod.metadata.namespace, pod.metadata.labels]);
  const isOpen = () => !mayHavePolicies(pod.metadata.namespace ?? '', policiesIn(cluster));
  const query = known.get(key) ?? (isOpen() ? 'allowed' : queryOf(pod, cluster));
  known.set(key, query);
  return query;
}

function queryOf(pod: Pod, cluster: ClusterIndex): DnsQuery {
  const dns = dnsServers(cluster);
  if (dns.state === 'unknown') return { gaps: dns.gaps };
  const servers = dns.servers.filter(({ protocol }) => protocol === 'UDP');
  if (servers.length === 0) return 'allowed';
  const verdicts = servers.map((server) => verdictOf(pod, server, cluster));
  if (verdicts.some(({ verdict }) => verdict === 'allowed')) return 'allowed';
  const [open] = verdicts.filter(({ verdict }) => verdict === 'unknown');
  if (open !== undefined) return open.gaps.length > 0 ? { gaps: open.gaps } : 'allowed';
  const denying = verdicts.flatMap(({ isolatedBy, decidedBy }) => [...isolatedBy, ...decidedBy.flatMap(({ policy }) => policy ?? [])]);
  return { deniedBy: [...new Map(denying.map((ref) => [describeRef(ref), ref])).values()] };
}

function verdictOf(pod: Pod, { pod: server, port, protocol, dialled }: DnsServer, cluster: ClusterIndex) {
  const flow = { client: { kind: 'pod', pod }, server: { kind: 'pod', pod: server }, port, protocol, dialled } as const;
  return policyVerdict('egress', flow, policiesIn(cluster), habitsIn(cluster));
}
