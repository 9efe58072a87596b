import { refTo } from '../../../model/object-ref.ts';
import { describePort } from '../../../model/values/port.ts';
import { doubtAbout, isNumberedTarget } from '../../facts/port-declarations.ts';
import { judgeTargetPorts } from '../../facts/target-ports.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX1107',
  title: 'targetPort swapped or mistaken',
  severity: 'warning',
  proof: 'likely',
  subject: 'Service',
  reads: ['Pod'],
  holdsForTemplates: true,
  causes: [],
  check: (service, cluster) =>
    judgeTargetPorts(service, cluster, isNumberedTarget(service), (asked) => {
      const doubt = doubtAbout(asked);
      if (doubt?.kind !== 'other-number') return undefined;
      const { pods, port, label, asks } = asked;
      const { pod, port: meant } = doubt.declared;
      const { namespace = '', name } = service.metadata;
      return {
        args: {
          namespace,
          service: name,
          port: label,
          targetPort: Number(port.targetPort),
          protocol: port.protocol,
          pods: pods.length,
          meant: meant.port,
          declared: `${describePort(meant)} in container ${meant.container}`,
          swapped: doubt.swapped,
        },
        evidence: [
          asks,
          {
            object: refTo('Pod', pod.metadata),
            field: `${meant.field}.containerPort`,
            value: meant.port,
            says: doubt.swapped
              ? 'the number of the Service port is declared here'
              : `the only ${port.protocol} port that every pod declares`,
          },
        ],
      };
    }),
  message: ({ port, targetPort, protocol, pods, declared, swapped }) => {
    const nobody = pods === 1 ? 'the one selected pod does not declare' : `none of the ${pods} selected pods declares`;
    const instead = swapped
      ? `but ${pods === 1 ? 'it does' : 'they do'} declare ${declared}: are port and targetPort swapped?`
      : `did you mean ${declared}?`;
    return `port ${port}: ${nobody} its targetPort ${targetPort}/${protocol}${swapped ? ', ' : '; '}${instead}`;
  },
  remedy: ({ namespace, service, port, targetPort, meant, swapped }) =>
    swapped
      ? `If the two are swapped, set targetPort of port ${port} in Service ${namespace}/${service} to ${meant}, and port to ${targetPort} if clients use that one.`
      : `If the program listens on ${meant}, set targetPort of port ${port} in Service ${namespace}/${service} to ${meant}; if it does listen on ${targetPort}, declare that as containerPort.`,
});
