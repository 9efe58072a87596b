import { gapsOf, knownItems } from '../../../model/listing.ts';
import { agentTroubles } from '../../facts/node-agent-trouble.ts';
import { nodeAgents } from '../../facts/node-agents.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX6010',
  title: 'kube-proxy not ready on the node',
  severity: 'warning',
  proof: 'certain',
  subject: 'Node',
  reads: ['DaemonSet', 'ConfigMap', 'Pod', 'Node', 'Event'],
  wholeKinds: ['DaemonSet'],
  causes: [],
  check(node, cluster) {
    const { proxy } = nodeAgents(cluster);
    if (proxy.state === 'seen' && proxy.replacesKubeProxy === true) return [];
    const troubles = agentTroubles(node, ({ service }) => service === 'kube-proxy', cluster);
    const hits = knownItems(troubles).map(({ daemonSet, pod, why, evidence }) => ({
      args: { node: node.metadata.name, namespace: daemonSet.namespace, daemonSet: daemonSet.name, pod: pod ?? null, why },
      evidence: [evidence] as const,
    }));
    const gaps = gapsOf(troubles);
    return [...hits, ...(gaps.length === 0 ? [] : unjudged(gaps))];
  },
  message: ({ why }) =>
    `kube-proxy is not ready here: ${why}. Services keep the endpoints that they had when it stopped, or have none where it never ran`,
  remedy: ({ namespace, daemonSet, pod }) =>
    pod === null
      ? `See why there is no pod: kubectl describe daemonset -n ${namespace} ${daemonSet}.`
      : `See what it says: kubectl describe pod -n ${namespace} ${pod}.`,
});
