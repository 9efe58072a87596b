import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Listing } from '../../model/listing.ts';
import { refTo } from '../../model/object-ref.ts';
import type { EndpointSlice } from '../../model/resources/endpoint-slice.ts';
import { type Node, zoneOf } from '../../model/resources/node.ts';
import type { LoadBalancerIngress, Service, ServicePort } from '../../model/resources/service.ts';
import type { ServiceEntry } from '../../model/service-report.ts';
import { type Disposition, type Hop, makeTrace, type Step, type Trace } from '../../model/trace.ts';
import { familyOf, hostPort, type IpFamily } from '../../model/values/ip.ts';
import {
  type ChoosingNode,
  categorizeEndpoints,
  endpointsOfPort,
  externalSet,
  nodePortAddressesOf,
  type PortEndpoint,
  type ProxyConfig,
  whySkipped,
} from '../service/index.ts';
import { endpointEvidence, OUTSIDE, oneOf, podHop, serviceEvidence } from './hops.ts';
import { ingressEntries } from './ingress-entries.ts';

/** Everything that the ways to a Service from outside the cluster depend on. */
export interface EntriesInput {
  readonly service: Service;
  readonly slices: readonly EndpointSlice[];
  readonly nodes: Listing<Node>;
  readonly proxy: ProxyConfig;
  /** Asked for the Ingresses of the namespace and for who serves them. */
  readonly cluster: ClusterIndex;
}

/**
 * Each way in from outside: NodePorts on the addresses of each node, load balancer addresses, externalIPs, and the Ingresses that point
 * at the Service. An entry whose way ends badly stays in the list, with the trace that says why. Firewalls and what stands in front of
 * a load balancer are not in the API. Source: semantics of kube-proxy 1.36 (pkg/proxy/nftables/proxier.go, pkg/proxy/iptables/proxier.go).
 */
export function entriesOf(input: EntriesInput): readonly ServiceEntry[] {
  const { service } = input;
  const byIngress = ingressEntries(service, input.cluster);
  if (whySkipped(service) !== undefined) return byIngress;
  return [
    ...service.spec.ports.flatMap((port) => nodePortEntries(input, port)),
    ...service.spec.ports.flatMap((port) => loadBalancerEntries(input, port)),
    ...service.spec.ports.flatMap((port) => externalIPEntries(input, port)),
    ...byIngress,
  ];
}

function nodePortEntries(input: EntriesInput, port: ServicePort): readonly ServiceEntry[] {
  const { service, nodes, proxy } = input;
  const { nodePort } = port;
  if (nodePort === undefined) return [];
  const base = { via: 'NodePort', port: nodePort, protocol: port.protocol, object: refTo('Service', service.metadata) } as const;
  if (nodes.state === 'unknown') {
    return [{ ...base, address: null, trace: anyNodeTrace(input, port, nodePort) }];
  }
  return nodes.items.flatMap((node) =>
    nodePortAddressesOf(node, proxy)
      .filter(({ address }) => hasFamily(service, address))
      .map((found) => ({
        ...base,
        address: found.address,
        node: node.metadata.name,
        trace: nodePortTrace(input, port, nodePort, node, found),
      })),
  );
}

function hasFamily(service: Service, address: string): boolean {
  const family = familyOf(address);
  return family !== undefined && (service.spec.ipFamilies.length === 0 || service.spec.ipFamilies.includes(family));
}

function nodePortTrace(
  input: EntriesInput,
  port: ServicePort,
  nodePort: number,
  node: Node,
  found: ReturnType<typeof nodePortAddressesOf>[number],
): Trace {
  const { service } = input;
  const target = hostPort(found.address, nodePort);
  const flow = { from: OUTSIDE, to: `${target}/${port.protocol}`, protocol: port.protocol };
  const index = service.spec.ports.indexOf(port);
  const evidence = [serviceEvidence(service, `spec.ports[${index}].nodePort`, nodePort, 'the port that is opened on nodes')];
  const at = { layer: 'node', says: target, object: refTo('Node', node.metadata) } as const;
  const component = `kube-proxy${modeOf(input.proxy)} on ${node.metadata.name}`;
  if (found.answers === 'unknown') {
    return makeTrace({
      flow,
      hops: [{ at, steps: [{ component, action: 'give-up', says: found.why, evidence }] }],
      disposition: 'insufficient-info',
    });
  }
  if (found.answers === 'no') {
    return makeTrace({
      flow,
      hops: [{ at, steps: [{ component, action: 'reject', says: found.why, evidence }] }],
      disposition: 'rejected',
    });
  }
  const family = familyOf(found.address) ?? 'IPv4';
  const { disposition, hops } = fromOutside(input, port, family, choosingNode(node), { at, component, evidence });
  return makeTrace({ flow, hops, disposition });
}

/** What happens on a node that could not be read: certain where every node does the same. */
function anyNodeTrace(input: EntriesInput, port: ServicePort, nodePort: number): Trace {
  const flow = { from: OUTSIDE, to: `any node:${nodePort}/${port.protocol}`, protocol: port.protocol };
  const index = input.service.spec.ports.indexOf(port);
  const evidence = [serviceEvidence(input.service, `spec.ports[${index}].nodePort`, nodePort, 'the port that is opened on nodes')];
  const at = { layer: 'node', says: `each node's address, port ${nodePort}` } as const;
  const component = `kube-proxy${modeOf(input.proxy)} on the node`;
  if (input.service.spec.externalTrafficPolicy === 'Local') {
    const says = 'externalTrafficPolicy is Local, so the node decides, and the nodes could not be read';
    return makeTrace({ flow, hops: [{ at, steps: [{ component, action: 'give-up', says, evidence }] }], disposition: 'insufficient-info' });
  }
  const { disposition, hops } = fromOutside(input, port, firstFamily(input.service), { name: '' }, { at, component, evidence });
  return makeTrace({ flow, hops, disposition });
}

function loadBalancerEntries(input: EntriesInput, port: ServicePort): readonly ServiceEntry[] {
  const { service } = input;
  if (service.spec.type !== 'LoadBalancer') return [];
  const { loadBalancerSourceRanges: ranges } = service.spec;
  return service.status.loadBalancer.ingress.flatMap((one, index) => {
    const address = one.ip ?? one.hostname;
    if (address === undefined) return [];
    const field = `status.loadBalancer.ingress[${index}].${one.ip === undefined ? 'hostname' : 'ip'}`;
    return [
      {
        via: 'LoadBalancer',
        address,
        port: port.port,
        protocol: port.protocol,
        object: refTo('Service', service.metadata),
        ...(ranges.length === 0 ? {} : { sourceRanges: ranges }),
        trace: viaAnyNode(input, port, address, {
          says: `load balancer ${address}: ${loadBalancerSays(service, one)}`,
          evidence: [serviceEvidence(service, field, address, 'an address that the load balancer reported')],
        }),
      } satisfies ServiceEntry,
    ];
  });
}

function loadBalancerSays(service: Service, ingress: LoadBalancerIngress): string {
  const { externalTrafficPolicy, healthCheckNodePort, loadBalancerSourceRanges: ranges } = service.spec;
  return [
    externalTrafficPolicy === 'Local'
      ? `passes to nodes that have an endpoint (health check node port ${healthCheckNodePort ?? 'unknown'})`
      : 'passes to any node',
    ingress.ipMode === 'Proxy' ? '; ipMode Proxy: pods of the cluster leave for it too' : '',
    ranges.length === 0 ? '' : `; only clients in ${ranges.join(', ')}, others are dropped`,
  ].join('');
}

function externalIPEntries(input: EntriesInput, port: ServicePort): readonly ServiceEntry[] {
  const { service } = input;
  return service.spec.externalIPs.map((address, index) => ({
    via: 'externalIP',
    address,
    port: port.port,
    protocol: port.protocol,
    object: refTo('Service', service.metadata),
    trace: viaAnyNode(input, port, address, {
      says: `${address}: the network outside must route it to a node`,
      evidence: [serviceEvidence(service, `spec.externalIPs[${index}]`, address, 'every node accepts packets for this address')],
    }),
  }));
}

/** An address that some node is reached by; under externalTrafficPolicy Local one with an endpoint, where there is one. */
function viaAnyNode(
  input: EntriesInput,
  port: ServicePort,
  address: string,
  outside: { readonly says: string; readonly evidence: readonly Evidence[] },
): Trace {
  const { service, slices } = input;
  const family = familyOf(address) ?? firstFamily(service);
  const endpoints = endpointsOfPort(slices, port).filter((one) => one.family === family);
  const node = service.spec.externalTrafficPolicy === 'Local' ? bestNode(endpoints, service, port) : { name: '' };
  const flow = { from: OUTSIDE, to: `${hostPort(address, port.port)}/${port.protocol}`, protocol: port.protocol };
  const first: Hop = {
    at: { layer: 'outside', says: outside.says },
    steps: [
      {
        component: 'the network in front of the cluster',
        action: 'forward',
        says: 'not in the API: assumed to work',
        evidence: outside.evidence,
      },
    ],
  };
  const { disposition, hops } = fromOutside(input, port, family, node, {
    at: { layer: 'service', says: hostPort(address, port.port), object: refTo('Service', service.metadata) },
    component: `kube-proxy${modeOf(input.proxy)} on the node that the packet reaches first`,
    evidence: outside.evidence,
  });
  return makeTrace({ flow, hops: [first, ...hops], disposition });
}

/** A node whose local set is not empty, if there is one. */
function bestNode(endpoints: readonly PortEndpoint[], service: Service, port: ServicePort): ChoosingNode {
  const names = [...new Set(endpoints.map((one) => one.nodeName).filter((name) => name !== undefined))].sort();
  const nodes = names.map((name) => ({ name }));
  return nodes.find((node) => externalSet(categorizeEndpoints(endpoints, service, port, node), service).length > 0) ?? { name: '' };
}

function fromOutside(
  input: EntriesInput,
  port: ServicePort,
  family: IpFamily,
  node: ChoosingNode,
  { at, component, evidence }: { readonly at: Hop['at']; readonly component: string; readonly evidence: readonly Evidence[] },
): { readonly disposition: Disposition; readonly hops: readonly Hop[] } {
  const { service, slices } = input;
  const endpoints = endpointsOfPort(slices, port).filter((one) => one.family === family);
  const sets = categorizeEndpoints(endpoints, service, port, node);
  const chosen = externalSet(sets, service);
  const local = service.spec.externalTrafficPolicy === 'Local';
  const hop = (step: Pick<Step, 'action' | 'says' | 'evidence'>): Hop => ({
    at: { ...at, says: `${at.says} ${step.says}` },
    steps: [{ component, object: refTo('Service', service.metadata), ...step }],
  });
  if (chosen.length === 0 && !sets.hasAny) {
    return { disposition: 'rejected', hops: [hop({ action: 'reject', says: '→ refused: no endpoint is ready', evidence })] };
  }
  if (chosen.length === 0) {
    const policy = serviceEvidence(service, 'spec.externalTrafficPolicy', 'Local', 'only endpoints on the node itself count');
    const says = '→ dropped: externalTrafficPolicy is Local and the node has no endpoint';
    return { disposition: 'dropped', hops: [hop({ action: 'drop', says, evidence: [policy, ...evidence] })] };
  }
  const where = local ? ' on this node (externalTrafficPolicy Local)' : '';
  const says = `→ ${oneOf(chosen)}${where}`;
  const source = local ? "source address kept: the server sees the client's" : "source masqueraded: the server sees the node's address";
  return {
    disposition: 'delivered',
    hops: [hop({ action: 'translate', says, evidence: [...evidence, ...endpointEvidence(chosen)] }), podHop(chosen, source)],
  };
}

function choosingNode(node: Node): ChoosingNode {
  const zone = zoneOf(node.metadata.labels);
  return zone === undefined ? { name: node.metadata.name } : { name: node.metadata.name, zone };
}

function firstFamily(service: Service): IpFamily {
  return service.spec.ipFamilies[0] ?? 'IPv4';
}

/** ` (nftables)`, or nothing where the mode is not known. */
export function modeOf(proxy: ProxyConfig): string {
  return proxy.mode === 'unknown' ? '' : ` (${proxy.mode})`;
}
