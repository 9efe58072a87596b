import { refTo } from '../../../model/object-ref.ts';
import { isPodFinished, type Pod } from '../../../model/resources/pod.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX2005',
  title: 'ClusterFirst has no effect in the host network',
  severity: 'info',
  proof: 'certain',
  subject: 'Pod',
  reads: [],
  holdsForTemplates: true,
  causes: [],
  check(pod) {
    const { dnsPolicy, hostNetwork } = pod.spec;
    if (!hostNetwork || dnsPolicy !== 'ClusterFirst' || isPodFinished(pod) || isStatic(pod)) return [];
    const object = refTo('Pod', pod.metadata);
    return [
      {
        args: { dnsPolicy },
        evidence: [
          { object, field: 'spec.hostNetwork', value: true, says: "it stands in its node's network" },
          { object, field: 'spec.dnsPolicy', value: dnsPolicy, says: 'the default; there kubelet takes it for Default' },
        ] as const,
      },
    ];
  },
  message: () =>
    "it asks the DNS servers of its node instead of the cluster's, since dnsPolicy ClusterFirst counts as Default in the host's network: names of Services do not resolve in it, unless those servers know them",
  remedy: () => 'If it needs names of Services, set dnsPolicy: ClusterFirstWithHostNet in its template.',
});

/** What kubelet starts from files must run before there is any DNS of the cluster. */
function isStatic({ metadata }: Pod): boolean {
  return Object.hasOwn(metadata.annotations, 'kubernetes.io/config.mirror');
}
