import { refTo } from '../../../model/object-ref.ts';
import { doubtAbout, isNumberedTarget } from '../../facts/port-declarations.ts';
import { judgeTargetPorts } from '../../facts/target-ports.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX1108',
  title: 'Protocol differs from that of the container port',
  severity: 'warning',
  proof: 'likely',
  subject: 'Service',
  reads: ['Pod'],
  holdsForTemplates: true,
  causes: [],
  check: (service, cluster) =>
    judgeTargetPorts(service, cluster, isNumberedTarget(service), (asked) => {
      const doubt = doubtAbout(asked);
      if (doubt?.kind !== 'other-protocol') return undefined;
      const { port, label, asks } = asked;
      const { pod, port: declared } = doubt.declared;
      const { namespace = '', name } = service.metadata;
      return {
        args: {
          namespace,
          service: name,
          port: label,
          targetPort: declared.port,
          protocol: port.protocol,
          declared: declared.protocol,
          container: declared.container,
        },
        evidence: [
          asks,
          {
            object: refTo('Pod', pod.metadata),
            field: `${declared.field}.protocol`,
            value: declared.protocol,
            says: `container port ${declared.port} is for ${declared.protocol}`,
          },
        ],
      };
    }),
  message: ({ port, targetPort, protocol, declared, container }) =>
    `port ${port} carries ${protocol}, but the selected pods declare its targetPort ${targetPort} only for ${declared} (container ${container})`,
  remedy: ({ namespace, service, port, targetPort, protocol, declared }) =>
    `If the program speaks ${declared}, set protocol of port ${port} in Service ${namespace}/${service} to ${declared}; if it speaks ${protocol}, set that of container port ${targetPort} to ${protocol}.`,
});
