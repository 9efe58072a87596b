import { declaredPorts } from '../../../engines/service/index.ts';
import { describePort } from '../../../model/values/port.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { doubtAbout, isNumberedTarget } from '../../facts/port-declarations.ts';
import { declaresOnly, judgeTargetPorts } from '../../facts/target-ports.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX1106',
  title: 'targetPort that no pod declares',
  severity: 'info',
  proof: 'likely',
  subject: 'Service',
  reads: ['Pod'],
  holdsForTemplates: true,
  causes: [],
  check: (service, cluster) =>
    judgeTargetPorts(service, cluster, isNumberedTarget(service), (asked) => {
      if (doubtAbout(asked)?.kind !== 'undeclared') return undefined;
      const { pods, port, label, asks } = asked;
      const declared = new Set(pods.flatMap((pod) => declaredPorts(pod).map(describePort)));
      const { namespace = '', name } = service.metadata;
      return {
        args: {
          namespace,
          service: name,
          port: label,
          targetPort: Number(port.targetPort),
          protocol: port.protocol,
          pods: pods.length,
          declared: enumerate([...declared]),
        },
        evidence: [asks, ...pods.slice(0, 1).map(declaresOnly)],
      };
    }),
  message: ({ port, targetPort, protocol, pods, declared }) =>
    `port ${port}: ${pods === 1 ? 'the one selected pod does not declare' : `none of the ${pods} selected pods declares`} its targetPort ${targetPort}/${protocol}, only ${declared}`,
  remedy: ({ namespace, service, port, targetPort }) =>
    `Check which port the program listens on: if it is not ${targetPort}, set targetPort of port ${port} in Service ${namespace}/${service} to the right one; if it is, declare it as containerPort.`,
});
