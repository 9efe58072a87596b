import type { PolicyEnd, PolicyFlow } from '../../engines/policy/index.ts';
import { type Connection, isOwnAddress, type Network, nodeNamed, ownerOf, primaryAddress, type Sender } from '../../engines/trace/index.ts';
import { type Gap, gapsOf } from '../../model/listing.ts';
import { familyOf, type IpFamily } from '../../model/values/ip.ts';

/** A connection as policies judge it. */
export interface JudgedFlow {
  readonly flow: PolicyFlow;
  /** Why it is not known who an end is: then only the absence of policies says something. */
  readonly unseen: readonly Unseen[];
}

/** An end of which it is not known who it is. */
export interface Unseen {
  readonly of: 'client' | 'server';
  readonly says: string;
  readonly gaps: readonly Gap[];
  /** Where it is, if it is a pod. */
  readonly namespace?: string;
}

interface End {
  readonly end: PolicyEnd;
  readonly unseen?: Omit<Unseen, 'of'>;
}

/** A connection as the policies of its sender see it: after its own node has rewritten the destination, and before any other has. */
export function leavingFlow(connection: Connection, sender: Sender | undefined, network: Network): JudgedFlow {
  const { destination, left, dialled } = connection;
  const { protocol, ip } = destination;
  const from = endOfSender(sender, familyOf(left?.destination ?? ip) ?? 'IPv4', network);
  const to: End =
    left === undefined ? endOfDestination(connection, network) : { end: { kind: 'node', name: left.node, ip: left.destination } };
  const translated = dialled === (left?.destination ?? ip) ? {} : { dialled };
  const flow = { client: from.end, server: to.end, port: left?.port ?? destination.port, protocol, ...translated };
  // A proxy that is no pod that was seen has no policies of its own, as far as anybody knows.
  return { flow, unseen: sender === undefined ? unseenOf({ end: from.end }, to) : unseenOf(from, to) };
}

/**
 * A connection as the policies of its destination see it. Where a node on the way gave its own address to the packet, that node is its source;
 * where the destination's own node did, some plugins look before that, others after.
 * @param standsFor the sender with which the way was followed, which may stand for others
 */
export function arrivingFlow(
  connection: Connection,
  sender: Sender | undefined,
  standsFor: Sender | undefined,
  network: Network,
): JudgedFlow {
  const { destination, passed } = connection;
  const { source, port, protocol, node, ip } = destination;
  const family = familyOf(ip) ?? 'IPv4';
  const to = endOfDestination(connection, network);
  const own = endOfSender(sender, family, network);
  const seenFrom = (name: string | undefined): PolicyEnd => {
    const given = name === standsFor?.node.name ? sender?.node.name : name;
    return given === undefined ? { kind: 'address', address: null } : nodeEnd(given, family, network);
  };
  const giver =
    passed.findLast((name) => source.address !== null && isOwnAddress(nodeNamed(network, name), source.address)) ?? passed.at(-1);
  const sure = source.kept === true || (source.kept === false && giver !== node);
  const [first = own.end, ...others] = [
    ...(source.kept === false ? [] : [own.end]),
    ...(source.kept === true ? [] : [seenFrom(giver)]),
    ...(sure ? [] : [own.end, ...passed.slice(0, -1).map(seenFrom)]),
  ];
  return { flow: { client: own.end, server: to.end, port, protocol, seenAs: [first, ...others] }, unseen: unseenOf(own, to) };
}

function unseenOf(client: End, server: End): readonly Unseen[] {
  return [
    ...(client.unseen === undefined ? [] : [{ of: 'client' as const, ...client.unseen }]),
    ...(server.unseen === undefined ? [] : [{ of: 'server' as const, ...server.unseen }]),
  ];
}

function nodeEnd(name: string, family: IpFamily, network: Network): Extract<PolicyEnd, { kind: 'node' }> {
  const ip = primaryAddress(nodeNamed(network, name), family);
  return { kind: 'node', name, ...(ip === undefined ? {} : { ip }) };
}

function endOfSender(sender: Sender | undefined, family: IpFamily, network: Network): End {
  switch (sender?.kind) {
    case 'pod':
      return { end: { kind: 'pod', pod: sender.pod } };
    case 'node':
      return { end: { ...nodeEnd(sender.node.name, family, network), ...(sender.address === undefined ? {} : { ip: sender.address }) } };
    case 'address':
      return sender.address === null ? { end: { kind: 'address', address: null } } : endAt(sender.address, network);
    case undefined:
      return { end: { kind: 'address', address: null }, unseen: { says: 'where the proxy is that sends is not known', gaps: [] } };
  }
}

function endAt(address: string, network: Network): End {
  const owner = ownerOf(address, network);
  switch (owner.kind) {
    case 'pod':
      return { end: { kind: 'pod', pod: owner.pod, ip: address } };
    case 'node':
      return { end: { kind: 'node', name: owner.node.metadata.name, ip: address } };
    case 'pods':
      return { end: { kind: 'address', address }, unseen: { says: `which of several pods has ${address} is not known`, gaps: [] } };
    case 'unknown':
      // A Cluster IP sends nothing, so it does not matter whether it is one.
      if (owner.gaps.every(({ kind }) => kind === 'ServiceCIDR')) return { end: { kind: 'address', address } };
      return { end: { kind: 'address', address }, unseen: { says: `who has ${address} is not known`, gaps: owner.gaps } };
    default:
      return { end: { kind: 'address', address } };
  }
}

function endOfDestination({ destination, dialled }: Connection, network: Network): End {
  const { kind, ip, pod, node } = destination;
  if (pod !== undefined) {
    const [namespace = '', name = ''] = pod.split('/');
    const found = network.cluster.get('Pod', name, namespace);
    if (found.state === 'found') return { end: { kind: 'pod', pod: found.item, ip } };
    const gaps = gapsOf(network.cluster.list('Pod', { namespace, name }));
    return { end: { kind: 'address', address: ip }, unseen: { says: `the labels of pod ${pod} are not known`, gaps, namespace } };
  }
  if (ip === '' && dialled !== '') return { end: { kind: 'address', address: null } };
  if (ip === '') return { end: { kind: 'address', address: null }, unseen: { says: 'which server is asked is not in the API', gaps: [] } };
  return { end: kind === 'outside' || node === undefined ? { kind: 'address', address: ip } : { kind: 'node', name: node, ip } };
}
