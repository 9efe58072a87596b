import { describeRef, refTo } from '../../model/object-ref.ts';
import type { Pod } from '../../model/resources/pod.ts';
import type { Hop, Layer } from '../../model/trace.ts';
import { familyOf, hostPort, rangeOf, sameIp } from '../../model/values/ip.ts';
import type { Protocol } from '../../model/values/port.ts';
import { declaredPorts } from '../service/index.ts';
import { isOwnAddress, type Network, type NodeView, ownIPs, primaryAddress } from './network.ts';
import { type Arrival, arrive, type Connection, evidenceOf, hopOf, type Passage, type Sender } from './passage.ts';
import { STAGES } from './stages/index.ts';

/** What is dialled. `intended` is the pod that the question names. */
export interface Dialled {
  readonly destination: string;
  readonly port: number;
  readonly protocol: Protocol;
  readonly intended?: Pod;
}

/** So often a packet may change its node or its destination; beyond, something is wrong with the rules of the cluster or with ours. */
const MAX_STAGES = 32;

/**
 * Follows a connection's first packet from its sender to every place where it may end, through the rules of each node that it passes.
 * @param before the hops that come first, such as the name that was resolved
 */
export function walk(sender: Sender, dialled: Dialled, network: Network, before: readonly Hop[] = []): readonly Arrival[] {
  const start = depart(sender, dialled, before);
  const arrivals = 'arrival' in start ? [start.arrival] : follow(start, network, MAX_STAGES);
  return arrivals.map((arrival) => ({ ...arrival, connections: connectionsOf(arrival, sender, dialled, before.length) }));
}

/** What ends before anybody is reached is no connection. */
function connectionsOf(arrival: Arrival, sender: Sender, dialled: Dialled, from: number): readonly Connection[] {
  const { disposition, destination, left, passed, hops } = arrival;
  if (destination === undefined || (disposition !== 'delivered' && disposition !== 'leaves-cluster')) return [];
  return [{ sender, dialled: dialled.destination, destination, passed, from, to: hops.length, ...(left === undefined ? {} : { left }) }];
}

function follow(passage: Passage, network: Network, left: number): readonly Arrival[] {
  for (const stage of STAGES) {
    const result = stage(passage, network);
    if (result === undefined) continue;
    if ('arrival' in result) return [result.arrival];
    if (left === 0) throw new Error(`no end of the way to ${passage.packet.destination} after ${MAX_STAGES} stages`);
    return result.onward.flatMap((next) => follow(next, network, left - 1));
  }
  throw new Error(`no stage has an answer for ${passage.packet.destination}`);
}

function depart(sender: Sender, dialled: Dialled, before: readonly Hop[]): Passage | { readonly arrival: Arrival } {
  const { destination, port, protocol, intended } = dialled;
  const base = {
    at: sender.node,
    translated: false,
    masquerade: false,
    ...(intended === undefined ? {} : { intended }),
    share: 1,
    assumes: [],
    passed: [sender.node.name],
  };
  switch (sender.kind) {
    case 'pod': {
      if (sender.pod.spec.hostNetwork) return fromProcess(sender.node, dialled, { ...base, hops: before }, sender.pod);
      return fromPod(sender.pod, dialled, { ...base, hops: before });
    }
    case 'node':
      return fromProcess(sender.node, dialled, { ...base, hops: before }, undefined, sender.address);
    case 'address': {
      const { address, node, anyNode } = sender;
      const says = `${address ?? 'somebody outside'} → ${anyNode ? 'a node, here ' : ''}${node.name}`;
      const step = {
        component: 'the network in front of the node',
        action: 'send',
        says: `dials ${hostPort(destination, port)}/${protocol}; that the packet gets to ${node.name} is assumed`,
        evidence: [],
      } as const;
      return {
        ...base,
        packet: { source: address, destination, port, protocol },
        entered: 'network',
        source: { address, kept: true },
        assumes: ['entry'],
        hops: [...before, hopOf('outside', says, step)],
      };
    }
  }
}

type Base = Pick<Passage, 'at' | 'translated' | 'masquerade' | 'intended' | 'share' | 'assumes' | 'passed' | 'hops'>;

function fromPod(pod: Pod, { destination, port, protocol }: Dialled, base: Base): Passage | { readonly arrival: Arrival } {
  const object = refTo('Pod', pod.metadata);
  const family = familyOf(destination);
  const source = ownIPs(pod).find((ip) => familyOf(ip) === family) ?? null;
  const { name } = base.at;
  const passage: Passage = {
    ...base,
    packet: { source, destination, port, protocol },
    entered: 'pod',
    source: { address: source, kept: true },
  };
  const where = `${describeRef(object)}${source === null ? '' : ` (${source})`} on ${name}`;
  const own = rangeOf(destination) === 'loopback' || ownIPs(pod).some((ip) => sameIp(ip, destination));
  const index = pod.status.podIPs.findIndex((one) => one.ip === source);
  const evidence = index < 0 ? [] : [evidenceOf(object, `status.podIPs[${index}].ip`, source ?? undefined, "the pod's own address")];
  if (own) return insidePod(pod, passage, where);
  if (source === null) {
    const says = `the pod has no ${family} address, so it cannot send to ${destination}`;
    const step = { component: "the pod's own network namespace", action: 'drop', object, says, evidence: [] } as const;
    return arrive(passage, 'no-route', hopOf('pod', `${where}: ${says}`, step, object));
  }
  const says = `dials ${hostPort(destination, port)}/${protocol}; leaves by its veth pair into the root network namespace of ${name}`;
  const step = { component: "the pod's own network namespace", action: 'send', object, says, evidence } as const;
  return { ...passage, hops: [...base.hops, hopOf('pod', where, step, object)] };
}

/** The containers of a pod share one network namespace: one loopback, one address, one space of ports. */
function insidePod(pod: Pod, passage: Passage, where: string): { readonly arrival: Arrival } {
  const { destination, port, protocol } = passage.packet;
  const object = refTo('Pod', pod.metadata);
  const declared = declaredPorts(pod).filter((one) => one.port === port && one.protocol === protocol);
  const names = [...new Set(declared.map((one) => one.container))];
  const who =
    names.length === 0
      ? 'no container declares this port, which is allowed'
      : names.length === 1
        ? `declared by container ${names[0]}`
        : `declared by containers ${names.join(' and ')}: only one of them can have it`;
  const says = `stays in the pod's network namespace, which all its containers share; ${who}`;
  const evidence = declared.map((one) => evidenceOf(object, `${one.field}.containerPort`, one.port, `container ${one.container}`));
  const step = { component: "the pod's own network namespace", action: 'deliver', object, says, evidence } as const;
  const { metadata } = pod;
  return arrive(passage, 'delivered', hopOf('pod', `${where} → ${hostPort(destination, port)}`, step, object), {
    assumes: ['process'],
    destination: {
      kind: 'pod',
      ip: destination,
      port,
      protocol,
      pod: `${metadata.namespace}/${metadata.name}`,
      node: passage.at.name,
      source: { address: destination, kept: true },
    },
  });
}

/** A program of the node, or a hostNetwork pod, which is the same to the network. */
function fromProcess(node: NodeView, { destination, port, protocol }: Dialled, base: Base, pod?: Pod, sentWith?: string): Passage {
  const family = familyOf(destination);
  const own = isOwnAddress(node, destination) ? destination : undefined;
  const source = sentWith ?? own ?? primaryAddress(node, family) ?? null;
  const object = pod === undefined ? refTo('Node', { name: node.name }) : refTo('Pod', pod.metadata);
  const layer: Layer = pod === undefined ? 'node' : 'pod';
  const where = pod === undefined ? `node ${node.name}` : `hostNetwork ${describeRef(object)}, in the network of node ${node.name}`;
  const says = `dials ${hostPort(destination, port)}/${protocol}${source === null ? '' : ` as ${source}`}`;
  const evidence = pod === undefined ? [] : [evidenceOf(object, 'spec.hostNetwork', true, "it has the node's addresses and ports")];
  const step = { component: `network of node ${node.name}`, action: 'send', object, says, evidence } as const;
  return {
    ...base,
    packet: { source, destination, port, protocol },
    entered: 'process',
    source: { address: source, kept: true },
    hops: [...base.hops, hopOf(layer, where, step, object)],
  };
}
