import { isPodTerminating } from '../../../model/resources/pod.ts';
import { canServe, whyNotReady } from '../../facts/pod-readiness.ts';
import { describeReasons, judgeSelectedPods, noneOf } from '../../facts/unready-pods.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX1007',
  title: 'No selected pod is ready',
  severity: 'error',
  proof: 'certain',
  subject: 'Service',
  reads: ['Pod', 'EndpointSlice', 'Endpoints', 'Node', 'Event'],
  causes: ['NX1013', 'NX1014', 'NX7008'],
  causesElsewhere: ['NX1124', 'NX1125', 'NX1127', 'NX1134', 'NX3003', 'NX4025'],
  check: (service, cluster) =>
    judgeSelectedPods(service, cluster, ({ selection: { namespace, name, asks }, pods, usable }) => {
      const example = pods.find((pod) => !canServe(pod, service));
      if (usable || example === undefined) return [];
      const { reasons, evidence } = describeReasons(pods.map((pod) => whyNotReady(pod, cluster)));
      return [
        {
          args: {
            namespace,
            service: name,
            count: pods.length,
            reasons,
            example: example.metadata.name,
            ending: pods.every(isPodTerminating),
          },
          evidence: [asks, ...evidence],
        },
      ];
    }),
  message: ({ count, reasons }) => `${noneOf(count, 'is ready for traffic', 'is not ready for traffic')}: ${reasons}`,
  remedy: ({ namespace, service, example, ending }) =>
    ending
      ? `Start pods that Service ${namespace}/${service} selects, if it is still needed: those left are being deleted.`
      : `Find out what keeps the pods from being ready (kubectl describe pod ${example} -n ${namespace}; kubectl logs ${example} -n ${namespace} --all-containers), and mend that.`,
});
