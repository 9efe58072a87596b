import { refTo } from '../../../model/object-ref.ts';
import type { Pod } from '../../../model/resources/pod.ts';
import { isHeadless, type ServicePort } from '../../../model/resources/service.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { isNamedTarget, judgeTargetPorts, namedTargets } from '../../facts/target-ports.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX1105',
  title: 'Named targetPort means different numbers',
  severity: 'info',
  proof: 'certain',
  subject: 'Service',
  reads: ['Pod'],
  causes: [],
  check(service, cluster) {
    const concerns = (port: ServicePort) => isNamedTarget(port) && !isHeadless(service);
    return judgeTargetPorts(service, cluster, concerns, (asked) => {
      const { named } = namedTargets(asked);
      const numbers = [...new Set(named.map(({ target }) => target.port))].sort((a, b) => a - b);
      if (numbers.length < 2) return undefined;
      const groups = numbers.map((number) => ({ number, found: named.filter(({ target }) => target.port === number) }));
      const { namespace = '', name } = service.metadata;
      const targetPort = String(asked.port.targetPort);
      return {
        args: {
          namespace,
          service: name,
          port: asked.label,
          targetPort,
          numbers: enumerate(groups.map(({ number, found }) => `${number} (${enumerate(found.map(podName), 2)})`)),
        },
        evidence: [
          asked.asks,
          ...groups.flatMap(({ number, found }) =>
            found.slice(0, 1).map(({ pod, target }) => ({
              object: refTo('Pod', pod.metadata),
              field: `${target.field}.containerPort`,
              value: number,
              says: `"${targetPort}" is ${number} in container ${target.container}`,
            })),
          ),
        ],
      };
    });
  },
  message: ({ port, targetPort, numbers }) => `port ${port}: "${targetPort}" is not the same port in all pods: ${numbers}`,
  remedy: ({ namespace, service }) =>
    `Nothing needs to be done: each pod is reached on its own number. If it is not meant so, use one number in all pod templates that Service ${namespace}/${service} selects.`,
});

function podName({ pod }: { readonly pod: Pod }): string {
  return pod.metadata.name;
}
