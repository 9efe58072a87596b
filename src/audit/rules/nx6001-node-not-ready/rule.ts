import { conditionOf } from '../../../model/resources/pod.ts';
import { conditionEvidence, lacksNetwork } from '../../facts/node-state.ts';
import { shorten } from '../../facts/shorten.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX6001',
  title: 'Node not ready',
  severity: 'error',
  proof: 'certain',
  subject: 'Node',
  reads: [],
  causes: [],
  causesElsewhere: ['NX1008', 'NX1022'],
  check(node) {
    const ready = conditionOf(node.status.conditions, 'Ready');
    if (ready === undefined || ready.status === 'True') return [];
    const { status, reason, message, lastTransitionTime } = ready;
    return [
      {
        args: {
          node: node.metadata.name,
          status,
          reason: reason ?? null,
          text: message ?? null,
          since: lastTransitionTime ?? null,
          network: lacksNetwork(ready),
        },
        evidence: [conditionEvidence(node, ready, `Ready is ${status}`)],
      },
    ];
  },
  message: ({ status, reason, text, since }) => {
    const why = [reason, text === null ? null : shorten(text)].filter((part) => part !== null && part !== '').join(': ');
    return `Ready is ${status}${since === null ? '' : ` since ${since}`}${why === '' ? '' : ` (${why})`}: Services leave out the pods here`;
  },
  remedy: ({ node, status, network }) => {
    if (network) return `See to the network plugin's pod on the node: kubectl get pods -A -o wide --field-selector spec.nodeName=${node}.`;
    return status === 'Unknown'
      ? `See whether the machine runs, its kubelet too, and reaches the API server: kubectl describe node ${node}.`
      : `See what the kubelet says: kubectl describe node ${node}.`;
  },
});
