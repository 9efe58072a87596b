import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { describeRef, type ObjectRef } from '../../../model/object-ref.ts';
import { DNS_PORT } from '../../facts/cluster-dns.ts';
import { asksClusterDns, dnsQueryOf } from '../../facts/dns-queries.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { isNobodyEnforcing, POLICY_KINDS, rulesOf } from '../../facts/policies.ts';
import { defineRule, unjudged } from '../../rule.ts';

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
    const { metadata } = pod;
    const { namespace = '' } = metadata;
    if (!asksClusterDns(pod)) return [];
    if (isNobodyEnforcing(cluster)) return [];
    const query = dnsQueryOf(pod, cluster);
    if (query === 'allowed') return [];
    if ('gaps' in query) return unjudged(query.gaps);
    const [first, ...others] = meantForDns(query.deniedBy, cluster).map((object) => ({
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

/** Of policies that deny queries those with a rule for them, which misses its aim; all, where none has one. */
function meantForDns(policies: readonly ObjectRef[], cluster: ClusterIndex): readonly ObjectRef[] {
  const meant = policies.filter(({ kind, name, namespace }) => {
    const found = kind === 'NetworkPolicy' ? cluster.get('NetworkPolicy', name, namespace) : undefined;
    const rules = found?.state === 'found' ? rulesOf(found.item) : [];
    return rules.some(({ direction, ports }) => direction === 'egress' && ports.some(({ port }) => port.port === DNS_PORT));
  });
  return meant.length > 0 ? meant : policies;
}
