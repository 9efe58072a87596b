import { conditionOf, isPodTerminating } from '../../../model/resources/pod.ts';
import { lacksAddress, whyNotReady } from '../../facts/pod-readiness.ts';
import { describeReasons, judgeSelectedPods, noneOf } from '../../facts/unready-pods.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX1010',
  title: 'Selected pods have no address',
  severity: 'error',
  proof: 'certain',
  subject: 'Service',
  reads: ['Pod', 'EndpointSlice', 'Endpoints', 'Event'],
  causes: ['NX1007', 'NX7008'],
  causesElsewhere: ['NX3003', 'NX4025'],
  check: (service, cluster) =>
    judgeSelectedPods(service, cluster, ({ selection: { namespace, name, asks }, pods, usable }) => {
      const staying = pods.filter((pod) => !isPodTerminating(pod));
      const [example] = staying;
      if (usable || example === undefined || !staying.every(lacksAddress)) return [];
      const { reasons, evidence } = describeReasons(staying.map((pod) => whyNotReady(pod, cluster)));
      return [
        {
          args: {
            namespace,
            service: name,
            count: staying.length,
            reasons,
            example: example.metadata.name,
            scheduled: conditionOf(example.status.conditions, 'PodScheduled')?.status !== 'False',
            node: example.spec.nodeName ?? null,
          },
          evidence: [asks, ...evidence],
        },
      ];
    }),
  message: ({ count, reasons }) => `${noneOf(count, 'has an IP address', 'has no IP address')}: ${reasons}`,
  remedy: ({ namespace, example, scheduled, node }) =>
    scheduled
      ? `See what the kubelet${node === null ? '' : ` of ${node}`} waits for: an image, a volume or the network plugin (kubectl describe pod ${example} -n ${namespace}).`
      : `Make room on a node, or change the requests, node selector, affinity or tolerations of the pods: kubectl describe pod ${example} -n ${namespace} tells what the scheduler misses.`,
});
