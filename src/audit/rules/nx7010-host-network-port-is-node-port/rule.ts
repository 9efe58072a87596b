import { gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { isPodFinished } from '../../../model/resources/pod.ts';
import { rangeOf } from '../../../model/values/ip.ts';
import { foreignNodePorts } from '../../facts/node-ports.ts';
import { placedPorts } from '../../facts/placed-ports.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX7010',
  title: 'Port of a host-network pod is a nodePort',
  severity: 'warning',
  proof: 'likely',
  subject: 'Pod',
  reads: ['Service'],
  wholeKinds: ['Service'],
  causes: [],
  check(pod, cluster) {
    const node = pod.spec.nodeName;
    if (!pod.spec.hostNetwork || isPodFinished(pod) || node === undefined) return [];
    return placedPorts(pod).flatMap(({ port, field }) => {
      const { containerPort, protocol, hostIP = '' } = port;
      if (rangeOf(hostIP) === 'loopback') return [];
      const listing = foreignNodePorts(containerPort, protocol, pod, cluster);
      const gaps = gapsOf(listing);
      const missing = gaps.length === 0 ? [] : unjudged(gaps);
      const [first] = knownItems(listing);
      if (first === undefined) return missing;
      const shown = {
        object: refTo('Pod', pod.metadata),
        field: `${field}.containerPort`,
        value: containerPort,
        says: `declared for ${protocol} in the host's network`,
      };
      return [{ args: { port: containerPort, protocol, service: first.name, node }, evidence: [shown, first.shown] as const }, ...missing];
    });
  },
  message: ({ port, protocol, service, node }) =>
    `port ${port}/${protocol} of this pod in the host's network is likely hidden on ${node}: it is a nodePort of Service ${service}, and kube-proxy's rule for it comes before the pod's socket`,
  remedy: ({ service }) =>
    `Let the pod listen outside the range of nodePorts (30000-32767 by default), or change the nodePort of Service ${service}.`,
});
