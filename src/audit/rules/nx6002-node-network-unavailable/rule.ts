import { conditionOf } from '../../../model/resources/pod.ts';
import { conditionEvidence, taintEvidence } from '../../facts/node-state.ts';
import { shorten } from '../../facts/shorten.ts';
import { defineRule } from '../../rule.ts';

const TAINT = 'node.kubernetes.io/network-unavailable';

export default defineRule({
  code: 'NX6002',
  title: "Node's network unavailable",
  severity: 'error',
  proof: 'certain',
  subject: 'Node',
  reads: [],
  causes: [],
  check(node) {
    const condition = conditionOf(node.status.conditions, 'NetworkUnavailable');
    if (condition !== undefined && condition.status === 'False') return [];
    const shown =
      condition?.status === 'True'
        ? conditionEvidence(node, condition, 'the network of this node is not set up')
        : taintEvidence(node, TAINT, 'the network of this node is not set up');
    if (shown === undefined) return [];
    const text = [condition?.reason, condition?.message && shorten(condition.message)].filter((part) => part).join(': ');
    return [{ args: { node: node.metadata.name, by: condition?.status === 'True' ? 'condition' : 'taint', text }, evidence: [shown] }];
  },
  message: ({ by, text }) =>
    by === 'taint'
      ? `the node has the taint ${TAINT}: no pod is started here, and what is sent to pods here may be lost`
      : `NetworkUnavailable is True${text === '' ? '' : ` (${text})`}: no pod is started here, and what is sent to pods here may be lost`,
  remedy: ({ node }) =>
    `See what should set up the node's routes, the network plugin or the cloud's route controller: kubectl describe node ${node}.`,
});
