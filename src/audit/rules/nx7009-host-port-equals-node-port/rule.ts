import { nodePortAddressesOf, proxyConfigMapOf, proxyConfigOf } from '../../../engines/service/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { type Gap, gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { type ContainerPort, isPodFinished, type Pod } from '../../../model/resources/pod.ts';
import type { Service } from '../../../model/resources/service.ts';
import { familyOf, rangeOf, sameIp } from '../../../model/values/ip.ts';
import { foreignNodePorts } from '../../facts/node-ports.ts';
import { placedPorts } from '../../facts/placed-ports.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX7009',
  title: 'hostPort is also a nodePort',
  severity: 'error',
  proof: 'certain',
  subject: 'Pod',
  reads: ['Service', 'Node', 'ConfigMap'],
  wholeKinds: ['Service'],
  causes: [],
  check(pod, cluster) {
    const node = pod.spec.nodeName;
    if (pod.spec.hostNetwork || isPodFinished(pod) || node === undefined) return [];
    return placedPorts(pod).flatMap(({ port, field }) => {
      const { hostPort, hostIP = '', protocol } = port;
      if (hostPort === undefined) return [];
      const listing = foreignNodePorts(hostPort, protocol, pod, cluster);
      const meets = knownItems(listing).filter(({ service }) => sharesFamily(service, port, pod));
      const on = meets.length === 0 ? false : answersOn(hostIP, node, cluster);
      const gaps = [...gapsOf(listing), ...(typeof on === 'boolean' ? [] : on)];
      const missing = gaps.length === 0 ? [] : unjudged(gaps);
      const [first] = meets;
      if (first === undefined || on !== true) return missing;
      const shown = {
        object: refTo('Pod', pod.metadata),
        field: `${field}.hostPort`,
        value: hostPort,
        says: `opened on ${node} for ${protocol}`,
      };
      return [{ args: { port: hostPort, protocol, service: first.name, node }, evidence: [shown, first.shown] as const }, ...missing];
    });
  },
  message: ({ port, protocol, service, node }) =>
    `hostPort ${port}/${protocol} is also a nodePort of Service ${service}: what arrives there on ${node} goes to one of the two, by which of them was set up last`,
  remedy: ({ service }) =>
    `Take a hostPort outside the range of nodePorts (30000-32767 by default), or change the nodePort of Service ${service}.`,
});

function sharesFamily({ spec }: Service, { hostIP = '' }: ContainerPort, { status }: Pod): boolean {
  const asked = familyOf(hostIP);
  const families = asked === undefined ? status.podIPs.map(({ ip }) => familyOf(ip)) : [asked];
  return families.length === 0 || spec.ipFamilies.length === 0 || spec.ipFamilies.some((family) => families.includes(family));
}

/** Whether a NodePort answers on the addresses that a hostIP means: all that are none in particular, or the one that it names. */
function answersOn(hostIP: string, node: string, cluster: ClusterIndex): boolean | readonly Gap[] {
  if (hostIP === '' || rangeOf(hostIP) === 'unspecified') return true;
  if (rangeOf(hostIP) === 'loopback') return false;
  const found = cluster.get('Node', node);
  if (found.state !== 'found') return found.state === 'unknown' ? found.gaps : false;
  const config = proxyConfigOf(proxyConfigMapOf(cluster));
  return nodePortAddressesOf(found.item, config).some(({ address, answers }) => answers === 'yes' && sameIp(address, hostIP));
}
