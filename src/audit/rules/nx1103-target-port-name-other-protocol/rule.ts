import { refTo } from '../../../model/object-ref.ts';
import { isNamedTarget, judgeTargetPorts, namedTargets } from '../../facts/target-ports.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX1103',
  title: 'Named targetPort has another protocol',
  severity: 'error',
  proof: 'certain',
  subject: 'Service',
  reads: ['Pod'],
  holdsForTemplates: true,
  causes: ['NX1109', 'NX7008'],
  causesElsewhere: ['NX3003', 'NX4025'],
  check: (service, cluster) =>
    judgeTargetPorts(service, cluster, isNamedTarget, (asked) => {
      const { named, otherProtocol } = namedTargets(asked);
      const [example] = otherProtocol;
      if (named.length > 0 || example === undefined) return undefined;
      const { pods, port, label, asks } = asked;
      const { namespace = '', name } = service.metadata;
      const { pod, target } = example;
      return {
        args: {
          namespace,
          service: name,
          port: label,
          targetPort: String(port.targetPort),
          protocol: port.protocol,
          declared: target.protocol,
          container: target.container,
          having: otherProtocol.length,
          pods: pods.length,
        },
        evidence: [
          asks,
          {
            object: refTo('Pod', pod.metadata),
            field: `${target.field}.protocol`,
            value: target.protocol,
            says: `port "${port.targetPort}" of container ${target.container} is for ${target.protocol}`,
          },
        ],
      };
    }),
  message: ({ port, targetPort, protocol, declared, container, having, pods }) =>
    `port ${port}: "${targetPort}" is a ${declared} port in container ${container} of ${having} of ${pods} selected pods, and no pod has a ${protocol} port of that name`,
  remedy: ({ namespace, service, port, targetPort, protocol, declared }) =>
    `Set protocol of port ${port} in Service ${namespace}/${service} to ${declared}, or, if the program speaks ${protocol}, that of container port "${targetPort}" to ${protocol}.`,
});
