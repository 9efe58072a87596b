import { sensitiveTarget } from '../../../engines/open-ports/index.ts';
import { refTo } from '../../../model/object-ref.ts';
import { isPodFinished } from '../../../model/resources/pod.ts';
import { rangeOf } from '../../../model/values/ip.ts';
import { placedPorts } from '../../facts/placed-ports.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX7111',
  title: 'Sensitive port on a hostPort',
  severity: 'warning',
  proof: 'likely',
  subject: 'Pod',
  reads: [],
  holdsForTemplates: true,
  causes: [],
  check(pod) {
    if (pod.spec.hostNetwork || isPodFinished(pod)) return [];
    return placedPorts(pod).flatMap(({ port: { hostPort, hostIP = '', containerPort, protocol }, field }) => {
      const found = hostPort === undefined || rangeOf(hostIP) === 'loopback' ? undefined : sensitiveTarget(containerPort, protocol);
      if (hostPort === undefined || found === undefined) return [];
      const object = refTo('Pod', pod.metadata);
      return [
        {
          args: { node: pod.spec.nodeName ?? null, port: hostPort, protocol, containerPort, what: found.what },
          evidence: [
            { object, field: `${field}.hostPort`, value: hostPort, says: 'opened on the node of the pod' },
            { object, field: `${field}.containerPort`, value: containerPort, says: `what ${found.what} commonly has` },
          ] as const,
        },
      ];
    });
  },
  message: ({ node, port, protocol, containerPort, what }) =>
    `${what} is likely open to the outside: hostPort ${port}/${protocol} of ${node === null ? 'its node' : `node ${node}`} leads to port ${containerPort} of this pod`,
  remedy: () => "Remove the hostPort from the workload's pod template, or set its hostIP to 127.0.0.1 if only the node itself needs it.",
});
