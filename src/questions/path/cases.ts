import { announce, endpointsOfPort, nodeNeeds, podsOf, slicesOf } from '../../engines/service/index.ts';
import { isOwnAddress, type Network, type NodeView, nodeNamed, ownerOf, ownIPs, type Sender } from '../../engines/trace/index.ts';
import { ClusterError } from '../../model/errors.ts';
import { gapsOf, knownItems } from '../../model/listing.ts';
import type { PathCondition } from '../../model/path-report.ts';
import { nodeIPs, zoneOf } from '../../model/resources/node.ts';
import { isPodFinished, type Pod } from '../../model/resources/pod.ts';
import type { Service } from '../../model/resources/service.ts';
import { familyOf, type IpFamily } from '../../model/values/ip.ts';
import { notFound, unreadable } from '../not-found.ts';
import type { From, To } from './ends.ts';
import type { Entrance } from './routing.ts';

/** One sender, or several that the network treats alike and for which `sender` stands. */
export interface Case {
  readonly sender: Sender;
  readonly when: PathCondition;
  readonly families: readonly IpFamily[];
  /** For a sender outside the cluster: the node that its packets reach first. */
  readonly entry?: NodeView;
  /** Whether the sender is anywhere in the internet, where the cluster's own addresses mean nothing. */
  readonly public?: boolean;
  /** Where its request by URL comes in, if only servers outside the cluster know what the name is. */
  readonly entrances?: readonly Entrance[];
  /** All for whom `sender` stands, itself among them: policies may treat them differently. */
  readonly members?: readonly Member[];
}

/** One of several senders; `name` is the one in the condition. */
export interface Member {
  readonly name: string;
  readonly sender: Sender;
}

/** A sender outside the cluster whose packets reach nothing of it before a load balancer outside has passed them on. */
export function farCase(address: string | null): Case {
  return {
    sender: { kind: 'address', address, node: { name: '' }, anyNode: false },
    when: {},
    families: address === null ? [] : [familyOf(address) ?? 'IPv4'],
    public: address === null,
  };
}

/** Who sends, where from, and to what. */
export interface Ends {
  readonly from: From;
  readonly to: To;
  readonly node?: string;
}

/**
 * The senders that a question means: a pod, each pod of a workload, a node, or, for one outside the cluster, each node that its packets may
 * reach first, nodes that do the same taken together. Throws the ClusterError of an object that does not exist or may not be read.
 */
export function casesOf({ from, to, node }: Ends, network: Network): readonly Case[] {
  switch (from.kind) {
    case 'Pod': {
      const pod = network.cluster.get('Pod', from.name, from.namespace);
      if (pod.state !== 'found') throw notFound(from, network.cluster);
      return [podCase(pod.item, network, {})];
    }
    case 'Node':
      return [nodeCase(from.name, network)];
    case 'internet':
      return outsideCases(null, to, node, network);
    case 'address':
      return addressCases(from.address, to, node, network);
    default:
      return workloadCases(from, to, network);
  }
}

function podCase(pod: Pod, network: Network, when: PathCondition): Case {
  const { nodeName } = pod.spec;
  const name = `${pod.metadata.namespace}/${pod.metadata.name}`;
  if (nodeName === undefined) throw new ClusterError(`error: pod ${name} is not on a node yet, so it sends nothing`);
  const families = pod.status.podIPs.map((one) => familyOf(one.ip)).filter((family) => family !== undefined);
  return { sender: senderOf(pod, network), when, families };
}

function senderOf(pod: Pod, network: Network): Extract<Sender, { kind: 'pod' }> {
  return { kind: 'pod', pod, node: nodeNamed(network, pod.spec.nodeName ?? '') };
}

function nodeCase(name: string, network: Network, address?: string): Case {
  const found = network.cluster.get('Node', name);
  if (found.state === 'absent') throw notFound({ kind: 'Node', name }, network.cluster);
  const node = nodeNamed(network, name);
  const sender = { kind: 'node', node, ...(address === undefined ? {} : { address }) } as const;
  return { sender, when: {}, families: familiesOf(node) };
}

function familiesOf({ node }: NodeView): readonly IpFamily[] {
  return node === undefined ? [] : nodeIPs(node).flatMap((one) => familyOf(one.address) ?? []);
}

function workloadCases(from: Extract<From, { namespace: string }>, to: To, network: Network): readonly Case[] {
  const { kind, namespace, name } = from;
  const workload = network.cluster.get(kind as Exclude<typeof kind, 'Pod'>, name, namespace);
  if (workload.state !== 'found') throw notFound({ kind, namespace, name }, network.cluster);
  const pods = network.cluster.list('Pod', { namespace, labels: workload.item.spec.selector });
  if (pods.state === 'unknown') throw unreadable(`the pods of ${kind} ${namespace}/${name}`, gapsOf(pods));
  const running = pods.items.filter((pod) => pod.spec.nodeName !== undefined && !isPodFinished(pod));
  if (running.length === 0) throw new ClusterError(`error: no pod of ${kind} ${namespace}/${name} is on a node, so none sends`);
  return alike(running, to, network).map(({ pod, names, pods: all }) => ({
    ...podCase(pod, network, { pods: names }),
    members: all.map((one, index) => ({ name: names[index] ?? '', sender: senderOf(one, network) })),
  }));
}

/** Pods that the network treats alike, one of them for all: those of nodes that do the same, unless one is itself an endpoint. */
function alike(pods: readonly Pod[], to: To, network: Network) {
  const { nodes, pods: dialled } = whatMatters(to, network);
  const needs = nodeNeeds(pods.flatMap((pod) => pod.spec.nodeName ?? []));
  announce(network.cluster, needs);
  const groups = new Map<string, { readonly pod: Pod; readonly names: string[]; readonly pods: Pod[] }>();
  for (const pod of pods) {
    const { nodeName = '', hostNetwork } = pod.spec;
    const name = `${pod.metadata.namespace}/${pod.metadata.name}`;
    const { node } = nodeNamed(network, nodeName);
    const place = nodes.has(nodeName) || node === undefined ? nodeName : `zone ${zoneOf(node.metadata.labels) ?? ''}`;
    const families = pod.status.podIPs.map((one) => familyOf(one.ip));
    const key = JSON.stringify([dialled.has(name) || to.kind === 'name' ? name : '', place, hostNetwork, families]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { pod, names: [name], pods: [pod] });
    else {
      group.names.push(name);
      group.pods.push(pod);
    }
  }
  return [...groups.values()];
}

/** An address is a pod's, or a node's, or somebody's outside; with a node named, its packets reach that node by the network. */
function addressCases(address: string, to: To, node: string | undefined, network: Network): readonly Case[] {
  if (node !== undefined) {
    const view = nodeNamed(network, node);
    if (isOwnAddress(view, address)) return [nodeCase(node, network, address)];
    const pod = knownItems(network.cluster.list('Pod', { fields: { 'status.podIP': address } })).find((one) =>
      ownIPs(one).includes(address),
    );
    if (pod?.spec.nodeName === node) return [podCase(pod, network, {})];
    return outsideCases(address, to, node, network);
  }
  const owner = ownerOf(address, network);
  if (owner.kind === 'pod') return [podCase(owner.pod, network, {})];
  if (owner.kind === 'node') return [nodeCase(owner.node.metadata.name, network, address)];
  return outsideCases(address, to, undefined, network);
}

function outsideCases(address: string | null, to: To, node: string | undefined, network: Network): readonly Case[] {
  const senderBy = (view: NodeView, anyNode: boolean) => ({ kind: 'address', address, node: view, anyNode }) as const;
  return entriesFor(to, node, network).map(({ view, names }) => ({
    sender: senderBy(view, names.length > 0),
    members: names.map((name) => ({ name, sender: senderBy(nodeNamed(network, name), true) })),
    when: names.length === 0 ? {} : { node: names },
    families: address === null ? [] : [familyOf(address) ?? 'IPv4'],
    entry: view,
    public: address === null && node === undefined,
  }));
}

interface Entry {
  readonly view: NodeView;
  /** The nodes for which it stands; empty where there is no choice. */
  readonly names: readonly string[];
}

/** The nodes that a packet from outside may reach first. */
function entriesFor(to: To, node: string | undefined, network: Network): readonly Entry[] {
  if (node !== undefined) {
    const found = network.cluster.get('Node', node);
    if (found.state === 'absent') throw notFound({ kind: 'Node', name: node }, network.cluster);
    return [{ view: nodeNamed(network, node), names: [] }];
  }
  if (to.kind === 'Node') return [{ view: nodeNamed(network, to.name), names: [] }];
  const fixed = to.kind === 'address' ? nodeOfAddress(to.address, network) : to.kind === 'Pod' ? nodeOfPod(to, network) : undefined;
  if (fixed !== undefined) return [{ view: nodeNamed(network, fixed), names: [] }];
  const nodes = network.cluster.list('Node');
  if (nodes.state !== 'complete') throw unreadable('nodes', gapsOf(nodes));
  if (nodes.items.length === 0) throw new ClusterError('error: the cluster has no nodes, so nothing reaches it from outside');
  const groups = new Map<string, { view: NodeView; names: string[] }>();
  const { nodes: special } = whatMatters(to, network);
  for (const one of nodes.items) {
    const { name, labels } = one.metadata;
    const key = special.has(name) ? name : `zone ${zoneOf(labels) ?? ''} ${familiesOf({ name, node: one }).join()}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { view: { name, node: one }, names: [name] });
    else group.names.push(name);
  }
  return [...groups.values()];
}

function nodeOfAddress(address: string, network: Network): string | undefined {
  const owner = ownerOf(address, network);
  if (owner.kind === 'node' || owner.kind === 'pod-range') return owner.node.metadata.name;
  return owner.kind === 'pod' ? owner.pod.spec.nodeName : undefined;
}

function nodeOfPod({ namespace, name }: Extract<To, { namespace: string }>, { cluster }: Network): string | undefined {
  const pod = cluster.get('Pod', name, namespace);
  return pod.state === 'found' ? pod.item.spec.nodeName : undefined;
}

/** Nodes and pods that are not like all others to a packet: those that it may end at, and the nodes of those. */
function whatMatters(to: To, network: Network): { readonly nodes: ReadonlySet<string>; readonly pods: ReadonlySet<string> } {
  const endpoints = servicesDialled(to, network).flatMap((service) => {
    const slices = slicesOf(service, network.cluster);
    podsOf(service, network.cluster);
    return service.spec.ports.flatMap((port) => endpointsOfPort(knownItems(slices), port));
  });
  const fixed =
    to.kind === 'Node'
      ? to.name
      : to.kind === 'address'
        ? nodeOfAddress(to.address, network)
        : to.kind === 'Pod'
          ? nodeOfPod(to, network)
          : undefined;
  const pods = endpoints.flatMap(({ endpoint: { targetRef }, slice }) =>
    targetRef?.kind === 'Pod' ? [`${targetRef.namespace ?? slice.metadata.namespace}/${targetRef.name}`] : [],
  );
  return {
    nodes: new Set([...endpoints.flatMap((one) => one.nodeName ?? []), ...(fixed === undefined ? [] : [fixed])]),
    pods: new Set([...pods, ...(to.kind === 'Pod' ? [`${to.namespace}/${to.name}`] : [])]),
  };
}

function servicesDialled(to: To, network: Network): readonly Service[] {
  if (to.kind === 'address') {
    if (network.servicesByIP.get(to.address) === undefined) network.cluster.list('Service');
    return network.servicesByIP.get(to.address) ?? [];
  }
  const service = to.kind === 'Service' ? network.cluster.get('Service', to.name, to.namespace) : undefined;
  return service?.state === 'found' ? [service.item] : [];
}
