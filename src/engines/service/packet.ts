import type { Node } from '../../model/resources/node.ts';
import { nodeIPs, primaryNodeIP } from '../../model/resources/node.ts';
import { clusterIPsOf, type Service, type ServicePort } from '../../model/resources/service.ts';
import { cidrContains, parseCidr } from '../../model/values/cidr.ts';
import { familyOf, type IpFamily, parseIp, sameIp } from '../../model/values/ip.ts';
import type { Protocol } from '../../model/values/port.ts';
import type { PortEndpoint } from './endpoints.ts';
import { opensNodePortsOn, type ProxyConfig } from './proxy.ts';
import {
  type ChoosingNode,
  categorizeEndpoints,
  type EndpointSets,
  externalSet,
  internalSet,
  type TopologyMode,
  whySkipped,
} from './topology.ts';
import { hintsDecide } from './usability.ts';

/** A packet that opens a connection. `source` null: an address outside the cluster that nobody named. */
export interface Packet {
  readonly source: string | null;
  readonly destination: string;
  readonly port: number;
  readonly protocol: Protocol;
}

/** The kinds of address by which a Service port is reached. */
export type Via = 'clusterIP' | 'externalIP' | 'loadBalancer' | 'nodePort';

/** Everything that kube-proxy on one node looks at. `node` is absent where the Node could not be read. */
export interface ProxyView {
  readonly name: string;
  readonly zone?: string;
  readonly node?: Node;
  readonly config: ProxyConfig;
  /** The ranges of Cluster IPs of ServiceCIDR objects; empty where the server has none. */
  readonly serviceCIDRs: readonly string[];
  /** Whether a source address is a pod's, as this node's kube-proxy can tell. */
  isLocalPod(source: string): boolean;
  /** Whether an address is one of the node's own. */
  isOwnAddress(address: string): boolean;
}

/** A Service port that a packet is for. */
export interface Match {
  readonly service: Service;
  readonly port: ServicePort;
  readonly via: Via;
}

/** What kube-proxy does with the packet. */
export type ServiceVerdict =
  /** No rule: the packet goes on as it is. */
  | { readonly kind: 'untouched' }
  /** One of `endpoints` becomes the destination, with equal chances. `masquerade` null: not known. */
  | {
      readonly kind: 'translate';
      readonly match: Match;
      readonly endpoints: readonly PortEndpoint[];
      readonly masquerade: boolean | null;
      readonly topology: TopologyMode;
      /** Which policy chose the set: that of the Service, or Cluster because the client is inside. */
      readonly set: 'Cluster' | 'Local';
      readonly shortCircuit: boolean;
    }
  | { readonly kind: 'reject'; readonly match?: Match; readonly why: 'no-endpoints' | 'unused-port'; readonly service?: Service }
  | {
      readonly kind: 'drop';
      readonly match?: Match;
      readonly why: 'no-local-endpoint' | 'source-ranges' | 'unallocated';
      readonly set?: 'internal' | 'external';
    }
  /** kube-proxy answers itself. */
  | { readonly kind: 'health-check'; readonly service: Service; readonly status: 200 | 503 }
  | { readonly kind: 'unknown'; readonly match?: Match; readonly why: string };

/**
 * What kube-proxy on a node does with a packet that its rules see: which Service port it is for, which endpoints may get it, whether
 * its source becomes the node's, or whether it is refused or dropped.
 *
 * Source: kubernetes 1.36 pkg/proxy/iptables/proxier.go and pkg/proxy/nftables/proxier.go (syncProxyRules), pkg/proxy/topology.go. Where
 * ipvs is known to differ from both and not modelled, the verdict is unknown.
 * @param endpointsOf the endpoints of a Service port; undefined where its slices could not be read
 */
export function serviceVerdict(
  packet: Packet,
  view: ProxyView,
  services: readonly Service[],
  endpointsOf: (match: Match) => readonly PortEndpoint[] | undefined,
): ServiceVerdict {
  const served = services.filter((service) => whySkipped(service) === undefined);
  const matches = served.flatMap((service) => matchesOf(service, packet, view));
  const [match, ...others] = matches.sort((a, b) => RANK[a.via] - RANK[b.via]);
  if (match === undefined) return unmatched(packet, view, served, endpointsOf);
  const rival = others.find((other) => other.service !== match.service && other.via === match.via);
  if (rival !== undefined) {
    const name = ({ service }: Match) => `${service.metadata.namespace}/${service.metadata.name}`;
    return { kind: 'unknown', match, why: `Services ${name(match)} and ${name(rival)} both claim this address and port` };
  }
  if (match.via === 'nodePort') {
    const opens = openness(packet.destination, view);
    if (opens.answers === 'unknown') return { kind: 'unknown', match, why: opens.why };
    if (opens.answers === 'no') return closedNodePort(match, packet, view, endpointsOf);
  }
  const endpoints = endpointsOf(match)?.filter((one) => one.family === familyOf(packet.destination));
  if (endpoints === undefined) return { kind: 'unknown', match, why: 'its endpoints could not be read' };
  return verdictOf(match, packet, view, endpoints);
}

const RANK: Readonly<Record<Via, number>> = { clusterIP: 0, externalIP: 1, loadBalancer: 2, nodePort: 3 };

function matchesOf(service: Service, { destination, port, protocol }: Packet, view: ProxyView): readonly Match[] {
  const vias = addressRoles(service, destination);
  return service.spec.ports
    .filter((one) => one.protocol === protocol)
    .flatMap((one) => [
      ...(one.port === port ? vias.slice(0, 1).map((via) => ({ service, port: one, via })) : []),
      ...(one.nodePort === port && hasFamily(service, destination) && view.isOwnAddress(destination)
        ? [{ service, port: one, via: 'nodePort' as const }]
        : []),
    ]);
}

function hasFamily(service: Service, address: string): boolean {
  return clusterIPsOf(service).some((ip) => familyOf(ip) === familyOf(address));
}

/** As what a Service has an address: Cluster IP, externalIP, VIP of its load balancer; empty where it has not. */
export function addressRoles(service: Service, address: string): readonly Exclude<Via, 'nodePort'>[] {
  const has = (all: readonly (string | undefined)[]) => all.some((one) => one !== undefined && sameIp(one, address));
  const vips = service.status.loadBalancer.ingress.filter((one) => one.ipMode !== 'Proxy').map((one) => one.ip);
  return [
    ...(has(clusterIPsOf(service)) ? (['clusterIP'] as const) : []),
    ...(has(service.spec.externalIPs) ? (['externalIP'] as const) : []),
    ...(has(vips) ? (['loadBalancer'] as const) : []),
  ];
}

function openness(address: string, view: ProxyView) {
  if (view.node === undefined) return { answers: 'unknown', why: `node ${view.name} could not be read` } as const;
  return opensNodePortsOn(address, view.node, view.config);
}

/** On an address that kube-proxy does not open, iptables still refuses or drops what has no usable endpoint. */
function closedNodePort(
  match: Match,
  packet: Packet,
  view: ProxyView,
  endpointsOf: (match: Match) => readonly PortEndpoint[] | undefined,
): ServiceVerdict {
  if (view.config.mode !== 'iptables') return { kind: 'untouched' };
  const endpoints = endpointsOf(match)?.filter((one) => one.family === familyOf(packet.destination));
  if (endpoints === undefined) return { kind: 'unknown', match, why: 'its endpoints could not be read' };
  const sets = categorizeEndpoints(endpoints, match.service, match.port, view);
  if (externalSet(sets, match.service).length > 0) return { kind: 'untouched' };
  return nothingLeft(match, sets, 'external', view);
}

function unmatched(
  { destination, port, protocol }: Packet,
  view: ProxyView,
  served: readonly Service[],
  endpointsOf: (match: Match) => readonly PortEndpoint[] | undefined,
): ServiceVerdict {
  const checked = served.find((service) => service.spec.healthCheckNodePort === port && isLocalLoadBalancer(service));
  if (checked !== undefined && protocol === 'TCP' && view.isOwnAddress(destination)) {
    return healthCheck(checked, view, endpointsOf);
  }
  if (view.config.mode === 'iptables') return { kind: 'untouched' };
  const owner = served.find((service) => clusterIPsOf(service).some((ip) => sameIp(ip, destination)));
  if (view.config.mode === 'ipvs')
    return owner === undefined ? { kind: 'untouched' } : { kind: 'reject', why: 'unused-port', service: owner };
  if (owner !== undefined) return { kind: 'reject', why: 'unused-port', service: owner };
  return view.serviceCIDRs.some((range) => cidrContains(range, destination)) ? { kind: 'drop', why: 'unallocated' } : { kind: 'untouched' };
}

/** 200 where a ready endpoint is on the node, else 503. */
function healthCheck(
  service: Service,
  view: ProxyView,
  endpointsOf: (match: Match) => readonly PortEndpoint[] | undefined,
): ServiceVerdict {
  const known = service.spec.ports.map((port) => endpointsOf({ service, port, via: 'nodePort' }));
  if (known.some((one) => one === undefined))
    return { kind: 'unknown', why: `the endpoints of Service ${service.metadata.name} could not be read` };
  const ready = known.some((endpoints) => endpoints?.some((one) => one.ready && one.nodeName === view.name));
  return { kind: 'health-check', service, status: ready ? 200 : 503 };
}

/** Whether a Service has a health check node port that kube-proxy answers. Source: pkg/proxy/healthcheck/service_health.go. */
export function isLocalLoadBalancer({ spec }: Service): boolean {
  return spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local' && spec.healthCheckNodePort !== undefined;
}

function verdictOf(match: Match, packet: Packet, view: ProxyView, endpoints: readonly PortEndpoint[]): ServiceVerdict {
  const { service, port, via } = match;
  const sets = categorizeEndpoints(endpoints, service, port, view satisfies ChoosingNode);
  if (view.node === undefined && hintsDecide(endpoints) && (sets.cluster ?? []).length > 0) {
    return { kind: 'unknown', match, why: `the zone of node ${view.name} decides (hints), and the node could not be read` };
  }
  if (via === 'clusterIP') {
    const chosen = internalSet(sets, service);
    if (chosen.length === 0) return nothingLeft(match, sets, 'internal', view);
    return translate(match, chosen, sets, {
      masquerade: masqueradesClusterIP(packet, view),
      set: service.spec.internalTrafficPolicy,
      shortCircuit: false,
    });
  }
  const guarded = via === 'loadBalancer' ? admits(service, packet, view) : true;
  // iptables looks for endpoints first, nftables at the source first.
  if (guarded === false && (view.config.mode === 'nftables' || sets.hasAny)) return { kind: 'drop', match, why: 'source-ranges' };
  if (guarded === 'unknown') {
    const ranges = service.spec.loadBalancerSourceRanges.join(', ');
    return { kind: 'unknown', match, why: `loadBalancerSourceRanges lets in ${ranges} only, and the address of the client is not known` };
  }
  return externalVerdict(match, packet, view, sets);
}

function externalVerdict(match: Match, packet: Packet, view: ProxyView, sets: EndpointSets): ServiceVerdict {
  const { service } = match;
  if (service.spec.externalTrafficPolicy !== 'Local') {
    const chosen = sets.cluster ?? [];
    if (chosen.length === 0) return nothingLeft(match, sets, 'external', view);
    return translate(match, chosen, sets, { masquerade: true, set: 'Cluster', shortCircuit: false });
  }
  const fromPod = isLocalPod(packet, view);
  const fromNode = isFromNode(packet, view);
  if ((fromPod || fromNode) && view.config.mode === 'ipvs') {
    return { kind: 'unknown', match, why: 'externalTrafficPolicy is Local, and what ipvs does with clients inside is not modelled' };
  }
  if ((fromPod || fromNode) && (sets.cluster ?? []).length > 0) {
    return translate(match, sets.cluster ?? [], sets, { masquerade: fromNode && !fromPod, set: 'Cluster', shortCircuit: true });
  }
  const chosen = sets.local ?? [];
  if (chosen.length === 0) return nothingLeft(match, sets, 'external', view);
  return translate(match, chosen, sets, { masquerade: false, set: 'Local', shortCircuit: false });
}

function translate(
  match: Match,
  endpoints: readonly PortEndpoint[],
  { topology }: EndpointSets,
  how: { readonly masquerade: boolean | null; readonly set: 'Cluster' | 'Local'; readonly shortCircuit: boolean },
): ServiceVerdict {
  return { kind: 'translate', match, endpoints, topology: how.set === 'Cluster' ? topology : 'none', ...how };
}

function nothingLeft(match: Match, { hasAny }: EndpointSets, set: 'internal' | 'external', { config }: ProxyView): ServiceVerdict {
  if (!hasAny) return { kind: 'reject', match, why: 'no-endpoints' };
  if (config.mode === 'ipvs') return { kind: 'unknown', match, why: 'no usable endpoint is on the node, and ipvs may refuse or drop then' };
  return { kind: 'drop', match, why: 'no-local-endpoint', set };
}

/**
 * Traffic to a Cluster IP is masqueraded when it does not come from a pod, as far as kube-proxy can tell the two apart. Where the
 * configuration is not known: as kube-proxy is set up nearly everywhere for pods and nodes, not known for others.
 */
function masqueradesClusterIP(packet: Packet, view: ProxyView): boolean | null {
  const { masqueradeAll, localDetector } = view.config;
  if (masqueradeAll === true) return true;
  if (localDetector === 'none' || isLocalPod(packet, view)) return false;
  return localDetector === undefined && !isFromNode(packet, view) ? null : true;
}

function isLocalPod({ source }: Packet, view: ProxyView): boolean {
  return source !== null && view.config.localDetector !== 'none' && view.isLocalPod(source);
}

function isFromNode({ source }: Packet, view: ProxyView): boolean {
  return source !== null && view.isOwnAddress(source);
}

/**
 * Whether loadBalancerSourceRanges let a client in: ranges of the address's own family, blanks trimmed; where there is none, everybody. A
 * range that holds the node's address also admits the load balancer's own address as source, for clients on the node.
 */
function admits(service: Service, packet: Packet, view: ProxyView): boolean | 'unknown' {
  const family = familyOf(packet.destination);
  const written = service.spec.loadBalancerSourceRanges.map((range) => parseCidr(range)).filter((range) => range !== undefined);
  const ranges = written.filter((range) => range.family === family);
  if (ranges.length === 0 || ranges.some((range) => range.prefix === 0)) return true;
  if (packet.source === null) return 'unknown';
  const { source } = packet;
  const inRanges = (address: string) => ranges.some((range) => cidrContains(range.text, address));
  if (inRanges(source)) return true;
  return sameIp(source, packet.destination) && nodeAddresses(view, family).some(inRanges);
}

function nodeAddresses({ node }: ProxyView, family: IpFamily | undefined): readonly string[] {
  if (node === undefined || family === undefined) return [];
  const primary = primaryNodeIP(node, family);
  return primary === undefined
    ? []
    : [primary, ...nodeIPs(node).map((one) => one.address)].filter((one) => parseIp(one)?.family === family);
}
