import { refTo } from '../../../model/object-ref.ts';
import { isPodFinished } from '../../../model/resources/pod.ts';
import { isDnsPod } from '../../facts/cluster-dns.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX2004',
  title: 'dnsPolicy Default passes the cluster DNS by',
  severity: 'info',
  proof: 'certain',
  subject: 'Pod',
  reads: [],
  holdsForTemplates: true,
  causes: [],
  check(pod) {
    const { dnsPolicy, hostNetwork } = pod.spec;
    if (dnsPolicy !== 'Default' || isPodFinished(pod) || isDnsPod(pod)) return [];
    const object = refTo('Pod', pod.metadata);
    return [
      {
        args: { wanted: hostNetwork ? 'ClusterFirstWithHostNet' : 'ClusterFirst' },
        evidence: [{ object, field: 'spec.dnsPolicy', value: dnsPolicy, says: "kubelet gives it its node's resolv.conf" }] as const,
      },
    ];
  },
  message: () =>
    "it asks the DNS servers of its node instead of the cluster's (dnsPolicy Default): names of Services do not resolve in it, unless those servers know them",
  remedy: ({ wanted }) => `If it needs names of Services, set dnsPolicy: ${wanted} in its template.`,
});
