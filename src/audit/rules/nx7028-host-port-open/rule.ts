import { refTo } from '../../../model/object-ref.ts';
import { isPodFinished } from '../../../model/resources/pod.ts';
import { rangeOf } from '../../../model/values/ip.ts';
import { placedPorts } from '../../facts/placed-ports.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX7028',
  title: 'hostPort open',
  severity: 'info',
  proof: 'certain',
  subject: 'Pod',
  reads: [],
  auditOnly: true,
  holdsForTemplates: true,
  causes: [],
  check(pod) {
    if (pod.spec.hostNetwork || isPodFinished(pod)) return [];
    return placedPorts(pod).flatMap(({ port: { hostPort, hostIP = '', protocol, containerPort }, field }) => {
      if (hostPort === undefined) return [];
      return [
        {
          args: {
            node: pod.spec.nodeName ?? null,
            port: hostPort,
            protocol,
            address: hostIP === '' || rangeOf(hostIP) === 'unspecified' ? null : hostIP,
            containerPort,
            local: rangeOf(hostIP) === 'loopback',
          },
          evidence: [
            { object: refTo('Pod', pod.metadata), field: `${field}.hostPort`, value: hostPort, says: 'opened on the node of the pod' },
          ] as const,
        },
      ];
    });
  },
  message: ({ node, port, protocol, address, containerPort, local }) => {
    const where = node === null ? 'the node that it gets' : `node ${node}`;
    if (local) return `port ${port}/${protocol} leads to port ${containerPort} of this pod on ${address} of ${where}, from that node alone`;
    return `port ${port}/${protocol} is open on ${address === null ? '' : `${address} of `}${where} and leads to port ${containerPort} of this pod`;
  },
  remedy: () =>
    "If nobody needs it, remove the hostPort from the workload's pod template; a Service of type NodePort or LoadBalancer does not tie the pod to a node's port.",
});
