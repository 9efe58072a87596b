import type { Evidence } from '../../../model/evidence.ts';
import { describeRef, refTo } from '../../../model/object-ref.ts';
import { nodeIPs } from '../../../model/resources/node.ts';
import type { Pod } from '../../../model/resources/pod.ts';
import type { Hop } from '../../../model/trace.ts';
import { cidrContains } from '../../../model/values/cidr.ts';
import { hostPort, sameIp } from '../../../model/values/ip.ts';
import { type Network, type NodeView, nodeNamed, type Owner, ownerOf } from '../network.ts';
import { arrive, evidenceOf, hopOf, type Passage, type StageResult } from '../passage.ts';
import { type LeavingSource, sourceAt } from './source.ts';

/** A pod's own address: by the bridge of this node, or across the network to the node of the pod, without any NAT of the destination. */
export function podNetwork(passage: Passage, network: Network): StageResult {
  const target = targetOf(passage, network);
  if (target === undefined) return undefined;
  const { at, packet } = passage;
  const here = target.node.name === at.name;
  const source = sourceAt(here ? 'own-pod' : 'network', passage, network);
  const hops = here ? passage.hops : [...passage.hops, crossing(passage, target, source)];
  const { address, kept } = source;
  return arrive({ ...passage, hops }, 'delivered', deliverHop(passage, target, source), {
    assumes: ['process', ...(here ? ['bridge'] : ['pod-routes']), ...(source.by === 'network plugin' ? ['pod-masquerade'] : [])],
    destination: {
      kind: 'pod',
      ip: packet.destination,
      port: packet.port,
      protocol: packet.protocol,
      pod: target.pod,
      node: target.node.name,
      source: { address, kept },
    },
  });
}

interface Target {
  /** `NAMESPACE/NAME`. */
  readonly pod: string;
  readonly known?: Pod;
  readonly node: NodeView;
}

/** Whose the address is; where pods could not be read, an EndpointSlice's word for pod and node is enough. */
function targetOf({ packet, endpoint }: Passage, network: Network): Target | undefined {
  const owner: Owner = ownerOf(packet.destination, network, endpoint?.nodeName);
  if (owner.kind === 'pod') {
    const { metadata, spec } = owner.pod;
    if (spec.nodeName === undefined) return undefined;
    return { pod: `${metadata.namespace}/${metadata.name}`, known: owner.pod, node: nodeNamed(network, spec.nodeName) };
  }
  const ref = endpoint?.endpoint.targetRef;
  const said = endpoint !== undefined && sameIp(endpoint.ip, packet.destination) && ref?.kind === 'Pod' && endpoint.nodeName !== undefined;
  if (owner.kind !== 'unknown' || !said) return undefined;
  return { pod: `${ref.namespace ?? endpoint.slice.metadata.namespace}/${ref.name}`, node: nodeNamed(network, endpoint.nodeName) };
}

function crossing({ at, packet }: Passage, { node }: Target, source: LeavingSource): Hop {
  const cidr = node.node?.spec.podCIDRs.find((range) => cidrContains(range, packet.destination));
  const address = node.node === undefined ? undefined : nodeIPs(node.node)[0]?.address;
  const object = refTo('Node', { name: node.name });
  const why =
    cidr === undefined
      ? `the network plugin knows that the pod is on ${node.name}`
      : `${packet.destination} is in pod CIDR ${cidr} of ${node.name}`;
  const says = `${why}: sent on to ${node.name}${address === undefined ? '' : ` (${address})`}; ${source.says}`;
  const evidence: readonly Evidence[] =
    cidr === undefined
      ? []
      : [evidenceOf(object, `spec.podCIDRs[${node.node?.spec.podCIDRs.indexOf(cidr)}]`, cidr, 'the addresses of the pods of this node')];
  return hopOf(
    'node',
    `${at.name} → ${node.name}`,
    { component: `network plugin on ${at.name}`, action: 'forward', object, says, evidence },
    object,
  );
}

function deliverHop({ at, packet }: Passage, { pod, known, node }: Target, source: LeavingSource): Hop {
  const [namespace = '', name = ''] = pod.split('/');
  const object = refTo('Pod', { namespace, name });
  const index = known?.status.podIPs.findIndex((one) => sameIp(one.ip, packet.destination)) ?? -1;
  const evidence = index < 0 ? [] : [evidenceOf(object, `status.podIPs[${index}].ip`, packet.destination, "the pod's own address")];
  const way = node.name === at.name ? `by the bridge and the pod's veth pair on ${node.name}` : `by the pod's veth pair on ${node.name}`;
  const says = node.name === at.name ? `${way}; ${source.says}` : way;
  const at_ = `${hostPort(packet.destination, packet.port)} ${describeRef(object)} on ${node.name}`;
  return hopOf('pod', at_, { component: 'network plugin', action: 'deliver', object, says, evidence }, object);
}
