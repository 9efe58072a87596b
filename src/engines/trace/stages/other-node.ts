import { refTo } from '../../../model/object-ref.ts';
import { hostPort } from '../../../model/values/ip.ts';
import { type Network, ownerOf } from '../network.ts';
import { arrive, evidenceOf, hopOf, type Passage, type StageResult } from '../passage.ts';
import { sourceAt } from './source.ts';

/** Another node's address: the packet leaves this node, and that node's rules look at it anew, with the source that it has by then. */
export function otherNode(passage: Passage, network: Network): StageResult {
  const { packet, at, endpoint } = passage;
  const owner = ownerOf(packet.destination, network, endpoint?.nodeName);
  if (owner.kind !== 'node') return undefined;
  const { name } = owner.node.metadata;
  const object = refTo('Node', { name });
  const source = sourceAt('network', passage, network);
  const where = `${at.name} → ${name}`;
  const index = owner.node.status.addresses.findIndex((one) => one.address === packet.destination);
  const evidence = index < 0 ? [] : [evidenceOf(object, `status.addresses[${index}].address`, packet.destination, "the node's address")];
  const component = source.by === 'network plugin' ? `network plugin on ${at.name}` : `routes of ${at.name}`;
  if (passage.passed.includes(name)) {
    const says = `back to ${name}, whose rules sent it here`;
    return arrive(passage, 'loop', hopOf('node', where, { component, action: 'drop', object, says, evidence }, object));
  }
  const says = `${hostPort(packet.destination, packet.port)} is an address of ${name}; ${source.says}`;
  const { address, kept } = source;
  return {
    onward: [
      {
        ...passage,
        packet: { ...packet, source: address },
        at: { name, node: owner.node },
        entered: 'network',
        translated: false,
        masquerade: false,
        source: { address, kept },
        assumes: [...passage.assumes, ...(source.by === 'network plugin' ? ['pod-masquerade'] : [])],
        passed: [...passage.passed, name],
        left: passage.left ?? { node: name, destination: packet.destination, port: packet.port },
        hops: [...passage.hops, hopOf('node', where, { component, action: 'forward', object, says, evidence }, object)],
      },
    ],
  };
}
