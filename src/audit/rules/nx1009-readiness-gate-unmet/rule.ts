import { podsOf } from '../../../engines/service/index.ts';
import { conditionOf, isPodFinished, isPodTerminating, type Pod } from '../../../model/resources/pod.ts';
import { hasSelector } from '../../../model/resources/service.ts';
import { counted } from '../../facts/enumerate.ts';
import { canServe, gateReason, hasLasted, unmetGates } from '../../facts/pod-readiness.ts';
import { selectionOf } from '../../facts/selection.ts';
import { describeReasons } from '../../facts/unready-pods.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1009',
  title: 'Readiness gate is not met',
  severity: 'error',
  proof: 'certain',
  subject: 'Service',
  reads: ['Pod'],
  causes: ['NX1007', 'NX1008', 'NX1013', 'NX7008'],
  causesElsewhere: ['NX3003', 'NX4025'],
  check(service, cluster) {
    if (!hasSelector(service)) return [];
    const pods = podsOf(service, cluster);
    if (pods.state !== 'complete') return unjudged(pods.gaps);
    const unready = pods.items.filter((pod) => !isPodFinished(pod) && !isPodTerminating(pod) && !canServe(pod, service));
    const waiting = unready.map(gateReason).filter((reason) => reason !== undefined);
    const [example] = unready;
    const gate = example === undefined ? undefined : unmetGates(example)[0];
    if (example === undefined || gate === undefined || waiting.length < unready.length) return [];
    if (!unready.some((pod) => hasLasted(containersReadySince(pod), cluster))) return [];
    const { namespace, name, asks } = selectionOf(service, service.spec.selector);
    const { reasons, evidence } = describeReasons(waiting);
    return [
      {
        args: { namespace, service: name, count: unready.length, gate, reasons, example: example.metadata.name },
        evidence: [asks, ...evidence],
      },
    ];
  },
  message: ({ count, reasons }) => `only a readiness gate keeps ${counted(count, 'selected pod')} from being ready: ${reasons}`,
  remedy: ({ namespace, gate, example }) =>
    `Find the controller that should set condition "${gate}" on the pods (often a load balancer controller) and why it does not: kubectl describe pod ${example} -n ${namespace}.`,
});

function containersReadySince(pod: Pod): string | undefined {
  return conditionOf(pod.status.conditions, 'ContainersReady')?.lastTransitionTime;
}
