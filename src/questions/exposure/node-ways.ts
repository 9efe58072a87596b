import { firstOf, type OpenOnNodes, openAcrossNodes, openOnVirtualAddresses } from '../../engines/open-ports/index.ts';
import { endpointsOfPort, type ProxyConfig, slicesOf } from '../../engines/service/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { nameOf } from '../../model/object-ref.ts';
import type { Pod } from '../../model/resources/pod.ts';
import type { Service, ServicePort } from '../../model/resources/service.ts';
import { rangeOf } from '../../model/values/ip.ts';
import type { InventoryNodes } from './nodes.ts';
import { type Behind, behindPod, behindService, type Way } from './ways.ts';

/** What the ways in that lead through nodes are worked out from. */
export interface NodeWaysInput {
  readonly cluster: ClusterIndex;
  readonly proxy: ProxyConfig;
  readonly nodes: InventoryNodes;
  readonly services: readonly Service[];
  readonly pods: readonly Pod[];
  /** Whether only the ports are asked for that Services open on every node. */
  readonly nodePortsOnly: boolean;
  /** Whether an object is asked for; the others are looked at for what they take from it. */
  isWanted(object: Service | Pod): boolean;
}

/** The ways in through the addresses of nodes, and through externalIPs and load balancers' addresses that every node takes for its own. */
export function nodeWays(input: NodeWaysInput): readonly Way[] {
  const { cluster, nodes } = input;
  const across = {
    ...input,
    nodes: nodes.nodes,
    tellApart: nodes.tellApart,
    endpointsOf: ({ service, port }: { readonly service: Service; readonly port: ServicePort }) => {
      const slices = slicesOf(service, cluster);
      return slices.state === 'complete' ? endpointsOfPort(slices.items, port) : undefined;
    },
  };
  const told = describing(input);
  const elsewhere = input.nodePortsOnly ? [] : openOnVirtualAddresses(across);
  return [...openAcrossNodes(across), ...elsewhere].flatMap((one) => told(one) ?? []);
}

/** The words for what is open, worked out once for each port of each Service. */
function describing({ services, pods, cluster, nodes, isWanted }: NodeWaysInput): (one: OpenOnNodes) => Way | undefined {
  const servicesByName = new Map(services.map((service) => [nameOf(service.metadata), service]));
  const podsByName = new Map(pods.map((pod) => [nameOf(pod.metadata), pod]));
  const known = new Map<Service | ServicePort | undefined, Behind>();
  const behind = ({ open }: OpenOnNodes, service: Service): Behind => {
    const ports = portsOf(service, open);
    const key = ports.length === 1 ? ports[0] : service;
    const found = known.get(key) ?? behindService(service, ports, cluster);
    known.set(key, found);
    return found;
  };
  return (one) => {
    const { open, nodes: set, at } = one;
    const { via, address, port, protocol, object, endpoints } = open;
    const first = firstOf(set);
    const doubt = open.answers === 'yes' && first !== undefined ? nodes.doubtAbout(first) : undefined;
    const fate = doubt === undefined ? open : ({ answers: 'unknown', outcome: 'unknown', reason: doubt } as const);
    const place = { via, address, port, protocol, nodes: set, ...(at === undefined ? {} : { at }) };
    const { answers, outcome, reason } = fate;
    const status = doubt === undefined && open.status !== undefined ? { status: open.status } : {};
    if (object.kind === 'Service') {
      const service = servicesByName.get(nameOf(object));
      if (service === undefined || !isWanted(service)) return undefined;
      const { loadBalancerSourceRanges: ranges } = service.spec;
      const clients = via === 'LoadBalancer' && ranges.length > 0 ? { clients: ranges } : {};
      const { workloads, ...about } = behind(one, service);
      // A health check is answered by kube-proxy itself.
      const risk = via === 'healthCheckNodePort' ? {} : about;
      return { ...place, service: nameOf(object), answers, outcome, reason, ...status, endpoints, workloads, ...risk, ...clients };
    }
    const pod = podsByName.get(nameOf(object));
    if (pod === undefined || !isWanted(pod)) return undefined;
    const inside = rangeOf(address) === 'loopback' ? ONLY_INSIDE : { answers, outcome, reason };
    return { ...place, service: null, ...inside, endpoints, ...behindPod(pod, endpoints[0]?.port ?? port, protocol, cluster) };
  };
}

const ONLY_INSIDE = { answers: 'no', outcome: 'dropped', reason: 'the node itself alone reaches its loopback address' } as const;

/** The ports of a Service that something open leads to. */
function portsOf({ spec }: Service, { via, port, protocol }: OpenOnNodes['open']): readonly ServicePort[] {
  switch (via) {
    case 'healthCheckNodePort':
      return spec.ports;
    case 'NodePort':
      return spec.ports.filter((one) => one.nodePort === port && one.protocol === protocol);
    default:
      return spec.ports.filter((one) => one.port === port && one.protocol === protocol);
  }
}
