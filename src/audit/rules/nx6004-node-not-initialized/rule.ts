import { taintEvidence } from '../../facts/node-state.ts';
import { hasLasted } from '../../facts/pod-readiness.ts';
import { defineRule } from '../../rule.ts';

/** Source: k8s.io/cloud-provider/api/well_known_taints.go, TaintExternalCloudProvider. */
const TAINT = 'node.cloudprovider.kubernetes.io/uninitialized';

export default defineRule({
  code: 'NX6004',
  title: 'Node not initialized by the cloud',
  severity: 'warning',
  proof: 'certain',
  subject: 'Node',
  reads: [],
  causes: ['NX6003'],
  check(node, cluster) {
    const shown = taintEvidence(node, TAINT, 'the cloud controller manager removes this taint once it knows the node');
    if (shown === undefined || !hasLasted(node.metadata.creationTimestamp, cluster)) return [];
    return [{ args: { node: node.metadata.name }, evidence: [shown] }];
  },
  message: () => `the node still has the taint ${TAINT}: its addresses and zone may be missing, and ordinary pods are not started here`,
  remedy: () => 'See whether the cloud controller manager runs, and what it logs about the node.',
});
