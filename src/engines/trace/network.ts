import type { ClusterIndex } from '../../model/cluster-index.ts';
import { type Gap, gapsOf, knownItems, type Listing } from '../../model/listing.ts';
import { type Node, nodeIPs, primaryNodeIP, zoneOf } from '../../model/resources/node.ts';
import { isPodFinished, isPodTerminating, type Pod } from '../../model/resources/pod.ts';
import { clusterIPsOf, type Service } from '../../model/resources/service.ts';
import { cidrContains, firstAddress } from '../../model/values/cidr.ts';
import { familyOf, type IpFamily, parseIp, rangeOf, sameIp } from '../../model/values/ip.ts';
import { addressRoles, type Packet, type ProxyConfig, type ProxyView } from '../service/index.ts';

/** What a walk stands on: the cluster as far as it is known, one mode of kube-proxy, and what is assumed of the network plugin. */
export interface Network {
  readonly cluster: ClusterIndex;
  readonly proxy: ProxyConfig;
  readonly assumed: Assumed;
  /** The known pods with an address of their own, by address in canonical spelling. */
  readonly podsByIP: ReadonlyMap<string, readonly Pod[]>;
  /** The known Services by every address that kube-proxy serves for them. */
  readonly servicesByIP: ReadonlyMap<string, readonly Service[]>;
  readonly nodes: readonly Node[];
}

/** What a walk takes for given. */
export interface Assumed {
  /** Whether what a pod sends out of the pod network leaves with its node's address. */
  readonly podMasquerade: boolean;
  /** Whether kube-proxy's mode is sure enough to be named. */
  readonly nameMode: boolean;
}

/** Builds the look-ups of a walk from everything that is known. */
export function networkOf(cluster: ClusterIndex, proxy: ProxyConfig, assumed: Assumed): Network {
  return {
    cluster,
    proxy,
    assumed,
    podsByIP: byAddress(cluster.known('Pod'), ownIPs),
    servicesByIP: byAddress(cluster.known('Service'), servedAddresses),
    nodes: cluster.known('Node'),
  };
}

function byAddress<T>(items: readonly T[], addressesOf: (item: T) => readonly string[]): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const item of items) {
    for (const text of new Set(addressesOf(item).map((address) => parseIp(address)?.text))) {
      if (text === undefined) continue;
      const group = found.get(text);
      if (group === undefined) found.set(text, [item]);
      else group.push(item);
    }
  }
  return found;
}

function servedAddresses(service: Service): readonly string[] {
  const vips = service.status.loadBalancer.ingress.map((one) => one.ip).filter((ip) => ip !== undefined);
  return [...clusterIPsOf(service), ...service.spec.externalIPs, ...vips].filter((ip) => addressRoles(service, ip).length > 0);
}

function at<T>(map: ReadonlyMap<string, readonly T[]>, address: string): readonly T[] {
  return map.get(parseIp(address)?.text ?? '') ?? [];
}

/** A node by name; `node` is absent where it could not be read. */
export interface NodeView {
  readonly name: string;
  readonly node?: Node;
}

/** Who has an address. */
export type Owner =
  | { readonly kind: 'pod'; readonly pod: Pod }
  | { readonly kind: 'pods'; readonly pods: readonly Pod[] }
  | { readonly kind: 'node'; readonly node: Node }
  /** In the pod range of a node, and no pod's. */
  | { readonly kind: 'pod-range'; readonly node: Node; readonly cidr: string }
  /** In the range of Cluster IPs. */
  | { readonly kind: 'service-range'; readonly cidr?: string }
  /** An address that has a meaning of its own everywhere: loopback, link-local, multicast, unspecified. */
  | { readonly kind: 'special'; readonly range: string }
  | { readonly kind: 'outside' }
  | { readonly kind: 'unknown'; readonly gaps: readonly Gap[] };

export function nodeNamed(network: Network, name: string): NodeView {
  const found = network.cluster.get('Node', name);
  return found.state === 'found' ? { name, node: found.item } : { name };
}

/** The first address of each pod range of a node: what a bridge plugin gives to the node's end of the bridge. An assumption. */
export function bridgeAddress(node: Node | undefined, family: IpFamily | undefined): string | undefined {
  const cidr = node?.spec.podCIDRs.find((range) => familyOf(range.split('/')[0] ?? '') === family);
  return cidr === undefined ? undefined : firstAddress(cidr);
}

/** Whether an address is one of the node's own: of its status, loopback, or its bridge's. */
export function isOwnAddress({ node }: NodeView, address: string): boolean {
  if (rangeOf(address) === 'loopback') return true;
  if (node === undefined) return false;
  return nodeIPs(node).some((one) => sameIp(one.address, address)) || bridgeAddress(node, familyOf(address)) === address;
}

/** The node's first address of a family. */
export function primaryAddress({ node }: NodeView, family: IpFamily | undefined): string | undefined {
  return node === undefined || family === undefined ? undefined : primaryNodeIP(node, family);
}

/** The pods on a node. */
export function podsOn(network: Network, name: string): Listing<Pod> {
  return network.cluster.list('Pod', { fields: { 'spec.nodeName': name } });
}

/** A pod's own addresses; none for a hostNetwork pod, which has its node's, and for one that has ended, whose address is free again. */
export function ownIPs(pod: Pod): readonly string[] {
  return pod.spec.hostNetwork || isPodFinished(pod) ? [] : pod.status.podIPs.map((one) => one.ip);
}

/**
 * Who has an address, by what is known first, and by asking for more only where that does not settle it.
 * @param nodeName the node that is said to have it, if somebody says so: an EndpointSlice
 */
export function ownerOf(address: string, network: Network, nodeName?: string): Owner {
  const { cluster } = network;
  const range = rangeOf(address);
  if (range === 'loopback' || range === 'linkLocal' || range === 'multicast' || range === 'unspecified' || range === 'broadcast') {
    return { kind: 'special', range };
  }
  const known = podWith(at(network.podsByIP, address));
  if (known !== undefined) return known;
  const named = nodeName === undefined ? undefined : cluster.get('Node', nodeName);
  const nodes = named?.state === 'found' ? [named.item, ...network.nodes] : network.nodes;
  const node = nodes.find((one) => isOwnAddress({ name: one.metadata.name, node: one }, address));
  if (node !== undefined) return { kind: 'node', node };
  const pods = cluster.list('Pod', { fields: { 'status.podIP': address } });
  if (pods.state !== 'complete') return { kind: 'unknown', gaps: gapsOf(pods) };
  return withoutPod(address, network, nodes);
}

/** Of pods with one address: the one that stays, where another ends. */
function podWith(having: readonly Pod[]): Owner | undefined {
  const staying = having.filter((pod) => !isPodTerminating(pod));
  const [pod, ...others] = staying.length > 0 ? staying : having;
  if (pod === undefined) return undefined;
  return others.length === 0 ? { kind: 'pod', pod } : { kind: 'pods', pods: [pod, ...others] };
}

/** No pod has it as its first address: a node's, a second address of a pod, a range, or nobody's. */
function withoutPod(address: string, network: Network, known: readonly Node[]): Owner {
  const { cluster } = network;
  const early = inPodRange(address, known);
  const nodes = early === undefined ? cluster.list('Node') : undefined;
  if (nodes !== undefined && nodes.state !== 'complete') return { kind: 'unknown', gaps: gapsOf(nodes) };
  const all = nodes?.items ?? known;
  const node = all.find((one) => isOwnAddress({ name: one.metadata.name, node: one }, address));
  if (node !== undefined) return { kind: 'node', node };
  const range = early ?? inPodRange(address, all);
  if (range !== undefined) return secondAddress(address, network, range);
  if (at(network.servicesByIP, address).some((service) => addressRoles(service, address).includes('clusterIP')))
    return { kind: 'service-range' };
  const ranges = cluster.list('ServiceCIDR');
  const cidr = knownItems(ranges)
    .flatMap((one) => one.spec.cidrs)
    .find((one) => cidrContains(one, address));
  if (cidr !== undefined) return { kind: 'service-range', cidr };
  return isHiddenRange(address, ranges) ? { kind: 'unknown', gaps: gapsOf(ranges) } : { kind: 'outside' };
}

/** Whether an address may lie in a range of Cluster IPs that could not be read. A server without the kind shows its range nowhere. */
function isHiddenRange(address: string, ranges: Listing<unknown>): boolean {
  const range = rangeOf(address);
  return (range === 'private' || range === 'uniqueLocal') && gapsOf(ranges).some((gap) => gap.reason !== 'not-served');
}

function inPodRange(address: string, nodes: readonly Node[]): Extract<Owner, { kind: 'pod-range' }> | undefined {
  for (const node of nodes) {
    const cidr = node.spec.podCIDRs.find((range) => cidrContains(range, address));
    if (cidr !== undefined) return { kind: 'pod-range', node, cidr };
  }
  return undefined;
}

/** The API finds pods by their first address only, so those of the node that owns the range are looked through. */
function secondAddress(address: string, network: Network, range: Extract<Owner, { kind: 'pod-range' }>): Owner {
  if (range.node.spec.podCIDRs.length < 2) return range;
  const pods = podsOn(network, range.node.metadata.name);
  if (pods.state !== 'complete') return { kind: 'unknown', gaps: gapsOf(pods) };
  return podWith(pods.items.filter((pod) => ownIPs(pod).some((ip) => sameIp(ip, address)))) ?? range;
}

/** Whether an address belongs to the network of pods, so that a plugin leaves the source of packets to it alone. */
export function isInPodNetwork(address: string, network: Network): boolean {
  return (
    network.proxy.clusterCIDRs.some((range) => cidrContains(range, address)) ||
    at(network.podsByIP, address).length > 0 ||
    inPodRange(address, network.nodes) !== undefined
  );
}

/**
 * The Services that a packet on a node may be for: those that have its destination; for one of the node's own addresses all, since any may
 * have opened a NodePort.
 */
export function servicesFor(packet: Packet, node: NodeView, network: Network): Listing<Service> {
  const { cluster } = network;
  if (isOwnAddress(node, packet.destination)) return cluster.list('Service');
  const having = at(network.servicesByIP, packet.destination);
  if (having.length > 0 || at(network.podsByIP, packet.destination).length > 0) return { state: 'complete', items: having };
  const byAddress = cluster.list('Service', { fields: { 'spec.clusterIP': packet.destination } });
  return byAddress.state === 'complete' && byAddress.items.length > 0 ? byAddress : cluster.list('Service');
}

/** What kube-proxy on a node knows when it looks at packets of a family. */
export function proxyView(view: NodeView, packet: Packet, network: Network): ProxyView {
  const family = familyOf(packet.destination);
  const { proxy } = network;
  const ranges = proxy.clusterCIDRs.filter((range) => familyOf(range.split('/')[0] ?? '') === family);
  const config: ProxyConfig = proxy.localDetector === 'range' && ranges.length === 0 ? { ...proxy, localDetector: 'none' } : proxy;
  const zone = view.node === undefined ? undefined : zoneOf(view.node.metadata.labels);
  return {
    name: view.name,
    ...(zone === undefined ? {} : { zone }),
    ...(view.node === undefined ? {} : { node: view.node }),
    config,
    serviceCIDRs: proxy.mode === 'nftables' ? serviceCIDRsFor(packet, network) : [],
    isLocalPod: (source) => isLocalPod(source, view, config, ranges, network),
    isOwnAddress: (address) => isOwnAddress(view, address),
  };
}

/** The ranges are read only where nothing else says whose the destination is. */
function serviceCIDRsFor({ destination }: Packet, network: Network): readonly string[] {
  const known =
    at(network.podsByIP, destination).length > 0 ||
    at(network.servicesByIP, destination).length > 0 ||
    network.nodes.some((node) => isOwnAddress({ name: node.metadata.name, node }, destination));
  return known ? [] : knownItems(network.cluster.list('ServiceCIDR')).flatMap((one) => one.spec.cidrs);
}

function isLocalPod(source: string, view: NodeView, config: ProxyConfig, ranges: readonly string[], network: Network): boolean {
  const ofNode = () =>
    (view.node?.spec.podCIDRs ?? []).some((range) => cidrContains(range, source)) ||
    at(network.podsByIP, source).some((pod) => pod.spec.nodeName === view.name);
  if (config.localDetector === 'range') return ranges.some((range) => cidrContains(range, source));
  if (config.localDetector === 'none') return false;
  return config.localDetector === 'node' ? ofNode() : ofNode() || isInPodNetwork(source, network);
}
