import { isPodTerminating } from '../../../model/resources/pod.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { declaresOnly, isNamedTarget, judgeTargetPorts, namedTargets } from '../../facts/target-ports.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX1104',
  title: 'Named targetPort missing in some pods',
  severity: 'warning',
  proof: 'certain',
  subject: 'Service',
  reads: ['Pod'],
  holdsForTemplates: true,
  causes: [],
  check: (service, cluster) =>
    judgeTargetPorts(service, cluster, isNamedTarget, (asked) => {
      const { named, otherProtocol, missing } = namedTargets(asked);
      const lacking = [...otherProtocol, ...missing].map((one) => one.pod).filter((pod) => !isPodTerminating(pod));
      const [example] = lacking;
      if (named.length === 0 || example === undefined) return undefined;
      const { pods, port, label, asks } = asked;
      const { namespace = '', name } = service.metadata;
      return {
        args: {
          namespace,
          service: name,
          port: label,
          targetPort: String(port.targetPort),
          protocol: port.protocol,
          lacking: enumerate(lacking.map((pod) => pod.metadata.name).sort()),
          count: lacking.length,
          pods: pods.length,
        },
        evidence: [asks, declaresOnly(example)],
      };
    }),
  message: ({ port, targetPort, protocol, lacking, count, pods }) =>
    `port ${port}: ${count} of ${pods} selected pods ${count === 1 ? 'has' : 'have'} no ${protocol} port named "${targetPort}" and ${count === 1 ? 'gets' : 'get'} none of its traffic: ${lacking}`,
  remedy: ({ namespace, service, targetPort, protocol }) =>
    `Name a ${protocol} container port "${targetPort}" in these pods too, or narrow the selector of Service ${namespace}/${service} if they should not serve it.`,
});
