import { clusterIPsOf, type Service, type ServicePort } from '../../model/resources/service.ts';
import { familyOf, type IpFamily, parseIp } from '../../model/values/ip.ts';
import type { PortEndpoint } from './endpoints.ts';

/** The node whose kube-proxy chooses. `zone` is absent where the node has no zone label. */
export interface ChoosingNode {
  readonly name: string;
  readonly zone?: string;
}

/** Which hints a node follows. */
export type TopologyMode = 'PreferSameNode' | 'PreferSameZone' | 'none';

/** The endpoints of a Service port on one node. Undefined: that set is not used; empty: it is used, and nothing is in it. */
export interface EndpointSets {
  /** For traffic that may go to any node. */
  readonly cluster?: readonly PortEndpoint[];
  /** For traffic that must stay on this node. */
  readonly local?: readonly PortEndpoint[];
  /** The union of both. */
  readonly all: readonly PortEndpoint[];
  /** Whether any endpoint anywhere could take the traffic: decides between refusing (false) and dropping (true). */
  readonly hasAny: boolean;
  readonly topology: TopologyMode;
}

/** The parts of a Service that decide which sets are used; `ServicePort.nodePort` counts as external access. */
export type PolicySource = Pick<Service, 'spec' | 'status'>;

/**
 * Whether something outside the cluster can reach a Service port through kube-proxy: a NodePort, an externalIP, or a load balancer
 * address with ipMode VIP. Each family has its own kube-proxy rules, so only addresses of `family` count; without it, those of any.
 * Source: kubernetes pkg/proxy/serviceport.go, newBaseServiceInfo and ExternallyAccessible (1.36).
 */
export function isExternallyAccessible(service: PolicySource, port: Pick<ServicePort, 'nodePort'>, family?: IpFamily): boolean {
  const vips = service.status.loadBalancer.ingress.filter((one) => one.ipMode !== 'Proxy').map((one) => one.ip ?? '');
  const families = [...service.spec.externalIPs, ...vips].map(familyOf).filter((one) => one !== undefined);
  return port.nodePort !== undefined || families.some((one) => family === undefined || one === family);
}

/**
 * The endpoints that kube-proxy on `node` uses for a Service port.
 *
 * - `cluster` is used unless internalTrafficPolicy is Local and nothing outside can reach the port. It holds the ready endpoints
 *   that the topology mode leaves; if there are none, every endpoint that is serving and terminating, without topology. Of a port
 *   without any endpoint kube-proxy makes no such set.
 * - `local` is used when internalTrafficPolicy is Local, or externalTrafficPolicy is Local and the port can be reached from outside.
 *   It holds the ready endpoints on this node; if there are none, the serving and terminating ones on this node. No topology.
 *   The two sets fall back independently.
 * - `all` is their union, `hasAny` whether any endpoint anywhere is ready, or serving and terminating.
 *
 * `endpoints` are those of one family. Source: kubernetes pkg/proxy/topology.go, CategorizeEndpoints (1.36).
 * @param followsNodeHints false for a kube-proxy without the gate PreferSameTrafficDistribution (on by default since 1.34)
 */
export function categorizeEndpoints(
  endpoints: readonly PortEndpoint[],
  service: PolicySource,
  port: Pick<ServicePort, 'nodePort'>,
  node: ChoosingNode,
  followsNodeHints = true,
): EndpointSets {
  const external = isExternallyAccessible(service, port, endpoints[0]?.family);
  const usesCluster = endpoints.length > 0 && (service.spec.internalTrafficPolicy !== 'Local' || external);
  const usesLocal = service.spec.internalTrafficPolicy === 'Local' || (service.spec.externalTrafficPolicy === 'Local' && external);
  const ready = endpoints.filter((one) => one.ready);
  const fallback = endpoints.filter((one) => one.serving && one.terminating);
  const isLocal = (one: PortEndpoint) => one.nodeName !== undefined && one.nodeName === node.name;
  const topology = usesCluster ? topologyMode(ready, node, followsNodeHints) : 'none';
  const cluster = usesCluster ? orElse(applyTopology(ready, topology, node), fallback) : undefined;
  const local = usesLocal ? orElse(ready.filter(isLocal), fallback.filter(isLocal)) : undefined;
  const reachable = new Set([...(cluster ?? []), ...(local ?? [])]);
  const all = endpoints.filter((one) => reachable.has(one));
  const hasAny = ready.length > 0 || fallback.length > 0;
  return { ...(cluster && { cluster }), ...(local && { local }), all, hasAny, topology };
}

/** The set that a client of the Cluster IP on that node is sent to. */
export function internalSet(sets: EndpointSets, service: PolicySource): readonly PortEndpoint[] {
  return (service.spec.internalTrafficPolicy === 'Local' ? sets.local : sets.cluster) ?? [];
}

/** The set that traffic arriving from outside on that node is sent to. */
export function externalSet(sets: EndpointSets, service: PolicySource): readonly PortEndpoint[] {
  return (service.spec.externalTrafficPolicy === 'Local' ? sets.local : sets.cluster) ?? [];
}

/** Whether kube-proxy programs a Service at all, or why not. Source: kubernetes pkg/proxy/util/utils.go, ShouldSkipService (1.36). */
export function whySkipped(service: Service): string | undefined {
  if (service.spec.type === 'ExternalName') return 'a Service of type ExternalName is a DNS name only';
  if (clusterIPsOf(service).every((ip) => parseIp(ip) === undefined)) return 'it has no Cluster IP';
  const label = SKIP_LABELS.find((name) => Object.hasOwn(service.metadata.labels, name));
  return label === undefined ? undefined : `its label ${label} tells kube-proxy to leave it alone`;
}

/** Labels that make kube-proxy leave a Service alone (KEP-2447). */
export const SKIP_LABELS = ['service.kubernetes.io/service-proxy-name', 'service.kubernetes.io/headless'] as const;

/**
 * Which hints the node follows, judged over READY endpoints only. One without the hint switches that mode off for all; so does a
 * node that no hint names, or that has no zone. Source: topologyModeFromHints.
 */
function topologyMode(ready: readonly PortEndpoint[], node: ChoosingNode, followsNodeHints: boolean): TopologyMode {
  const all = (hinted: (one: PortEndpoint) => boolean) => ready.length > 0 && ready.every(hinted);
  const nodeHinted = followsNodeHints && all((one) => one.nodeHints.length > 0);
  if (nodeHinted && ready.some((one) => one.nodeHints.includes(node.name))) return 'PreferSameNode';
  const { zone } = node;
  if (zone === undefined || zone === '') return 'none';
  if (all((one) => one.zoneHints.length > 0) && ready.some((one) => one.zoneHints.includes(zone))) return 'PreferSameZone';
  return 'none';
}

function applyTopology(ready: readonly PortEndpoint[], mode: TopologyMode, node: ChoosingNode): readonly PortEndpoint[] {
  switch (mode) {
    case 'PreferSameNode':
      return ready.filter((one) => one.nodeHints.includes(node.name));
    case 'PreferSameZone':
      return ready.filter((one) => one.zoneHints.includes(node.zone ?? ''));
    case 'none':
      return ready;
  }
}

function orElse<T>(first: readonly T[], second: readonly T[]): readonly T[] {
  return first.length > 0 ? first : second;
}
