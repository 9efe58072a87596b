import { gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { perCluster } from '../../facts/by-value.ts';
import { counted } from '../../facts/enumerate.ts';
import { nodeAgents } from '../../facts/node-agents.ts';
import { isVirtualNode } from '../../facts/node-state.ts';
import { hasLasted } from '../../facts/pod-readiness.ts';
import { holdsPodAddress, podsOn } from '../../facts/pods-by.ts';
import { defineRule, unjudged } from '../../rule.ts';

const withPodCIDR = perCluster((cluster) => {
  const nodes = cluster.list('Node');
  const owners = knownItems(nodes).filter(({ spec }) => spec.podCIDRs.length > 0);
  return { gaps: gapsOf(nodes), count: owners.length, total: knownItems(nodes).length, first: owners[0] };
});

export default defineRule({
  code: 'NX6005',
  title: 'Node without pod CIDR',
  severity: 'warning',
  proof: 'likely',
  subject: 'Node',
  reads: ['Node', 'Pod', 'DaemonSet', 'ConfigMap'],
  wholeKinds: ['Node', 'DaemonSet'],
  causes: [],
  check(node, cluster) {
    const young = !hasLasted(node.metadata.creationTimestamp, cluster);
    if (node.spec.podCIDRs.length > 0 || young || isVirtualNode(node)) return [];
    const { gaps, count, total, first } = withPodCIDR(cluster);
    if (first === undefined) return gaps.length === 0 ? [] : unjudged(gaps);
    const { plugin } = nodeAgents(cluster);
    if (plugin.state === 'seen' && plugin.podAddressing === 'own') return [];
    if (plugin.state === 'unknown') return unjudged(plugin.gaps);
    const pods = podsOn(node.metadata.name, cluster);
    if (knownItems(pods).some(holdsPodAddress)) return [];
    if (pods.state !== 'complete') return unjudged(pods.gaps);
    const example = { object: refTo('Node', first.metadata), field: 'spec.podCIDRs', says: 'other nodes have one' };
    return [
      {
        args: { node: node.metadata.name, others: count, total },
        evidence: [{ object: refTo('Node', node.metadata), field: 'spec', says: 'no podCIDRs' }, example],
      },
    ];
  },
  message: ({ others, total }) =>
    `the node has no pod CIDR, while ${others} of ${counted(total, 'node')} have one: a network plugin that takes pod addresses from it cannot start pods here`,
  remedy: ({ node }) =>
    `See whether the cluster's range is used up (kube-controller-manager, CIDRNotAvailable): kubectl events --for node/${node}.`,
});
