import { gapsOf, knownItems } from '../../../model/listing.ts';
import { agentTroubles } from '../../facts/node-agent-trouble.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX6011',
  title: 'Network plugin not ready on the node',
  severity: 'warning',
  proof: 'certain',
  subject: 'Node',
  reads: ['DaemonSet', 'Pod', 'Node', 'Event'],
  wholeKinds: ['DaemonSet'],
  causes: [],
  check(node, cluster) {
    const troubles = agentTroubles(node, ({ plugin }) => plugin !== undefined, cluster);
    const hits = knownItems(troubles).map(({ program, daemonSet, pod, why, evidence }) => ({
      args: { node: node.metadata.name, program, namespace: daemonSet.namespace, daemonSet: daemonSet.name, pod: pod ?? null, why },
      evidence: [evidence] as const,
    }));
    const gaps = gapsOf(troubles);
    return [...hits, ...(gaps.length === 0 ? [] : unjudged(gaps))];
  },
  message: ({ program, why }) =>
    `${program} is not ready here: ${why}. New pods may get no address, and changes of the network do not arrive on this node`,
  remedy: ({ namespace, daemonSet, pod }) =>
    pod === null
      ? `See why there is no pod: kubectl describe daemonset -n ${namespace} ${daemonSet}.`
      : `See what it says: kubectl describe pod -n ${namespace} ${pod}.`,
});
