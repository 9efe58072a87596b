import { isPodTerminating } from '../../../model/resources/pod.ts';
import { canServe, whyNotReady } from '../../facts/pod-readiness.ts';
import { describeReasons, judgeSelectedPods } from '../../facts/unready-pods.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX1008',
  title: 'Some selected pods are not ready',
  severity: 'warning',
  proof: 'certain',
  subject: 'Service',
  reads: ['Pod', 'EndpointSlice', 'Endpoints', 'Node', 'Event'],
  causes: ['NX1015'],
  check: (service, cluster) =>
    judgeSelectedPods(service, cluster, ({ selection: { namespace, name, asks }, pods, ready }) => {
      const staying = pods.filter((pod) => !isPodTerminating(pod));
      const unready = staying.filter((pod) => !canServe(pod, service));
      const [example] = unready;
      if (!ready || example === undefined) return [];
      const { reasons, evidence } = describeReasons(unready.map((pod) => whyNotReady(pod, cluster)));
      return [
        {
          args: { namespace, service: name, total: staying.length, unready: unready.length, reasons, example: example.metadata.name },
          evidence: [asks, ...evidence],
        },
      ];
    }),
  message: ({ total, unready, reasons }) => `${unready} of ${total} selected pods ${unready === 1 ? 'is' : 'are'} not ready: ${reasons}`,
  remedy: ({ namespace, example }) =>
    `Find out what keeps them from being ready (kubectl describe pod ${example} -n ${namespace}); until then the other pods take all traffic.`,
});
