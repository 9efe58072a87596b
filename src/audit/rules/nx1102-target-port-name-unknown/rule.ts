import { declaredPorts } from '../../../engines/service/index.ts';
import type { Pod } from '../../../model/resources/pod.ts';
import { describePort, type Protocol } from '../../../model/values/port.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { nearest } from '../../facts/near-miss.ts';
import { declaresOnly, isNamedTarget, judgeTargetPorts, namedTargets } from '../../facts/target-ports.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX1102',
  title: 'Named targetPort that no pod has',
  severity: 'error',
  proof: 'certain',
  subject: 'Service',
  reads: ['Pod'],
  holdsForTemplates: true,
  causes: ['NX1109', 'NX7008'],
  causesElsewhere: ['NX3003', 'NX4025'],
  check: (service, cluster) =>
    judgeTargetPorts(service, cluster, isNamedTarget, (asked) => {
      const { named, otherProtocol, missing } = namedTargets(asked);
      const [example] = missing;
      if (named.length > 0 || otherProtocol.length > 0 || example === undefined) return undefined;
      const { pods, port, label, asks } = asked;
      const { namespace = '', name } = service.metadata;
      const targetPort = String(port.targetPort);
      const declared = namesOf(pods, port.protocol);
      const near = nearest(targetPort, [...declared.keys()]);
      return {
        args: {
          namespace,
          service: name,
          port: label,
          targetPort,
          protocol: port.protocol,
          pods: pods.length,
          declared: enumerate([...declared].map(([word, where]) => `"${word}" (${where})`)),
          nearest: near ?? null,
          nearestIs: near === undefined ? null : (declared.get(near) ?? null),
        },
        evidence: [asks, declaresOnly(example.pod)],
      };
    }),
  message: ({ port, targetPort, protocol, pods, declared, nearest: near, nearestIs }) => {
    const nobody = pods === 1 ? 'the one selected pod names no' : `none of the ${pods} selected pods names a`;
    const lacking = `port ${port}: ${nobody} ${protocol} port "${targetPort}"`;
    if (near !== null) return `${lacking}; did you mean "${near}" (${nearestIs})?`;
    return declared === '' ? `${lacking}, nor any other ${protocol} port` : `${lacking}; named are ${declared}`;
  },
  remedy: ({ namespace, service, port, targetPort, nearest: near }) =>
    near === null
      ? `Set targetPort of port ${port} in Service ${namespace}/${service} to a name or number that the pods serve, or give that container port the name "${targetPort}".`
      : `Set targetPort of port ${port} in Service ${namespace}/${service} to "${near}", or give the container port the name "${targetPort}".`,
});

/** The names that the pods give to ports of a protocol, each with what it is: `8080/TCP in container echo, 3 pods`. */
function namesOf(pods: readonly Pod[], protocol: Protocol): ReadonlyMap<string, string> {
  const named = pods.flatMap((pod) => declaredPorts(pod).map(({ name = '', ...port }) => ({ pod, name, port })));
  const usable = named.filter((one) => one.name !== '' && one.port.protocol === protocol);
  const describe = (name: string) => {
    const same = usable.filter((one) => one.name === name);
    const places = new Set(same.map(({ port }) => `${describePort(port)} in container ${port.container}`));
    const count = new Set(same.map((one) => one.pod)).size;
    return `${enumerate([...places])}, ${count} ${count === 1 ? 'pod' : 'pods'}`;
  };
  return new Map([...new Set(usable.map((one) => one.name))].map((name) => [name, describe(name)]));
}
