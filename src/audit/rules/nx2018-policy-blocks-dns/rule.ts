import { mayHavePolicies, policyVerdict } from '../../../engines/policy/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Gap } from '../../../model/listing.ts';
import { describeRef, type ObjectRef } from '../../../model/object-ref.ts';
import { isPodFinished, type Pod } from '../../../model/resources/pod.ts';
import { perCluster } from '../../facts/by-value.ts';
import { type DnsServer, dnsServers } from '../../facts/dns-servers.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { isNobodyEnforcing, POLICY_KINDS, policiesIn } from '../../facts/policies.ts';
import { defineRule, unjudged } from '../../rule.ts';

/** What the policies about a pod say of its queries: who denies them, or what leaves it open. */
type Query = { readonly deniedBy: readonly ObjectRef[] } | { readonly gaps: readonly Gap[] } | 'allowed';

/** Pods with the same labels in a namespace are judged once: policies see nothing else of who sends. */
const judged = perCluster(() => new Map<string, Query>());

export default defineRule({
  code: 'NX2018',
  title: 'Policy keeps a pod from the cluster DNS',
  severity: 'error',
  proof: 'likely',
  subject: 'Pod',
  reads: ['Service', 'EndpointSlice', 'Pod', 'DaemonSet', 'ConfigMap', ...POLICY_KINDS],
  wholeKinds: ['Service', 'DaemonSet'],
  auditOnly: true,
  causes: [],
  check(pod, cluster) {
    const { metadata, spec } = pod;
    const { namespace = '' } = metadata;
    if (spec.hostNetwork || isPodFinished(pod) || spec.dnsPolicy !== 'ClusterFirst') return [];
    if (!mayHavePolicies(namespace, policiesIn(cluster)) || isNobodyEnforcing(cluster)) return [];
    const known = judged(cluster);
    const key = JSON.stringify([namespace, metadata.labels]);
    const query = known.get(key) ?? queryOf(pod, cluster);
    known.set(key, query);
    if (query === 'allowed') return [];
    if ('gaps' in query) return unjudged(query.gaps);
    const [first, ...others] = query.deniedBy.map((object) => ({
      object,
      field: 'spec',
      says: 'lets no query to the servers of names pass',
    }));
    if (first === undefined) return [];
    return [
      { args: { namespace, name: metadata.name, policies: enumerate(query.deniedBy.map(describeRef)) }, evidence: [first, ...others] },
    ];
  },
  message: ({ policies }) =>
    `its queries to the cluster DNS are denied, if policies are enforced: ${policies} let${policies.includes(' and ') ? '' : 's'} nothing out to port 53/UDP of the pods that answer`,
  remedy: ({ namespace }) =>
    `Allow egress to the pods of kube-dns on ports 53/UDP and 53/TCP in namespace ${namespace}: namespaceSelector kubernetes.io/metadata.name=kube-system with podSelector k8s-app=kube-dns.`,
});

function queryOf(pod: Pod, cluster: ClusterIndex): Query {
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
  return policyVerdict('egress', flow, policiesIn(cluster));
}
