import { policiesAboutPod } from '../../../engines/policy/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { refTo } from '../../../model/object-ref.ts';
import type { Pod } from '../../../model/resources/pod.ts';
import { judgedWays } from '../../facts/denied-ways.ts';
import { POLICY_KINDS, policiesIn } from '../../facts/policies.ts';
import { defineFlowRule } from '../../flow-rule.ts';

export default defineFlowRule({
  code: 'NX5022',
  title: 'Policies never deny this',
  severity: 'info',
  proof: 'certain',
  subject: 'Flow',
  reads: POLICY_KINDS,
  causes: [],
  check({ policed }, cluster) {
    if (policed === undefined) return [];
    const hits = judgedWays(policed).flatMap(({ policy, judgedAs }) => {
      const server = judgedAs?.arriving.server;
      const [exempt] = policy.ingress.decidedBy;
      const isExempt = policy.ingress.decidedBy.every(({ tier }) => tier === 'exempt');
      if (exempt === undefined || !isExempt || server?.kind !== 'pod' || !isIsolated(server.pod, cluster)) return [];
      const subject = refTo('Pod', server.pod.metadata);
      const shown = { object: subject, field: 'spec.nodeName', value: server.pod.spec.nodeName ?? '', says: exempt.says };
      return [{ subject, args: { why: exempt.says }, evidence: [shown] as const }];
    });
    return hits.slice(0, 1);
  },
  message: ({ why }) => `policies of the receiver have no say in it: ${why}`,
  remedy: () => 'Nothing needs to be done: such connections, those of probes among them, pass whatever policies say.',
});

/** Whether a policy keeps others out: only then it is worth telling that it does not keep this one out. */
function isIsolated(pod: Pod, cluster: ClusterIndex): boolean {
  return policiesAboutPod('ingress', pod, policiesIn(cluster)).isolating.length > 0;
}
