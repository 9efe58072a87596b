import type { OpenPort } from '../../model/node-report.ts';
import { type Node, nodeIPs } from '../../model/resources/node.ts';
import { isPodFinished, type Pod, servingContainers } from '../../model/resources/pod.ts';
import type { Service } from '../../model/resources/service.ts';
import { parseIp, sameIp } from '../../model/values/ip.ts';
import { isLocalLoadBalancer, nodePortAddressesOf, whySkipped } from '../service/index.ts';
import type { OpenPortsInput, PortKey } from './input.ts';
import { localEndpoints } from './local-endpoints.ts';
import { alikeNodes, alone, firstOf, type NodesBut } from './nodes-alike.ts';
import { openPortsOf } from './open-ports.ts';

/** Everything that what is open on the nodes of a cluster depends on. */
export interface AcrossNodes extends Omit<OpenPortsInput, 'node' | 'only'> {
  readonly nodes: readonly Node[];
  /** Whether ports that no Service opens on every node are left out. */
  readonly nodePortsOnly: boolean;
  /** What tells a node apart from others, besides its zone and the addresses on which it answers NodePorts. */
  tellApart(node: Node): string;
}

/** A port that is open on nodes that do the same. */
export interface OpenOnNodes {
  readonly nodes: NodesBut;
  /** As on the first of them: the address is that of that node. */
  readonly open: OpenPort;
  /** The place of the address among those of each node (`nodePortAddressesOf`); absent where it is the same address everywhere. */
  readonly at?: number;
}

/**
 * Every port that the API shows to be open on the addresses of nodes, as `openPortsOf` tells of each one. Nodes are only asked one by one where
 * something tells them apart by name: an endpoint under externalTrafficPolicy Local, a hint, a pod with a port of its own. So the result, and the
 * time that it takes, are linear in Services, nodes, endpoints and pods.
 */
export function openAcrossNodes(input: AcrossNodes): readonly OpenOnNodes[] {
  const { nodes, proxy, tellApart } = input;
  const alike = alikeNodes(nodes, proxy, tellApart);
  const endpoints = localEndpoints(input.endpointsOf);
  const claims = claimsByPort(input).filter(({ everywhere }) => everywhere.length > 0 || !input.nodePortsOnly);
  return claims.flatMap(({ key, everywhere, byNode }): readonly OpenOnNodes[] => {
    const ports = everywhere.flatMap((service) => service.spec.ports.map((port) => ({ service, port })));
    const open = ports.filter(({ service, port }) => port.nodePort === key.port || service.spec.healthCheckNodePort === key.port);
    const named = new Set([...byNode.keys(), ...open.flatMap(({ service, port }) => [...endpoints.namedBy(service, port)])]);
    const byZone = open.some(({ service, port }) => endpoints.tellsZones(service, port));
    const others = everywhere.length === 0 ? [] : alike.others(named, byZone);
    const told = [...named].flatMap((name) => alike.byName.get(name) ?? []).map(alone);
    return [...told, ...others].flatMap((set) => {
      const node = firstOf(set);
      if (node === undefined) return [];
      const own = byNode.get(node.metadata.name);
      const services = [...new Set([...everywhere, ...(own?.services ?? [])])];
      const on = { node, proxy, services, pods: own?.pods ?? [], endpointsOf: endpoints.on(node.metadata.name), only: key };
      const addresses = nodePortAddressesOf(node, proxy);
      return openPortsOf(on).map((one) => {
        const at = addresses.findIndex(({ address }) => sameIp(address, one.address));
        return { nodes: set, open: one, ...(at === -1 ? {} : { at }) };
      });
    });
  });
}

interface OwnClaims {
  readonly services: Service[];
  readonly pods: Pod[];
}

/** Who claims a port: Services that open it on every node, and what does so on some nodes alone. */
interface Claimed {
  readonly key: PortKey;
  readonly everywhere: Service[];
  readonly byNode: Map<string, OwnClaims>;
}

function claimsByPort({ services, pods, nodes }: AcrossNodes): readonly Claimed[] {
  const claims = new Map<string, Claimed>();
  const claimOf = ({ port, protocol }: PortKey) => {
    const name = `${port}/${protocol}`;
    const claimed: Claimed = claims.get(name) ?? { key: { port, protocol }, everywhere: [], byNode: new Map() };
    claims.set(name, claimed);
    return claimed;
  };
  const claimOn = (node: string, key: PortKey) => {
    const { byNode } = claimOf(key);
    const own: OwnClaims = byNode.get(node) ?? { services: [], pods: [] };
    byNode.set(node, own);
    return own;
  };
  const owners = new Map(
    nodes.flatMap((node) => nodeIPs(node).map(({ address }) => [parseIp(address)?.text, node.metadata.name] as const)),
  );
  for (const service of services.filter((one) => whySkipped(one) === undefined)) {
    for (const key of openedEverywhere(service)) claimOf(key).everywhere.push(service);
    const owned = [...new Set(virtualAddressesOf(service).flatMap((address) => owners.get(parseIp(address)?.text) ?? []))];
    for (const node of owned) for (const port of service.spec.ports) claimOn(node, port).services.push(service);
  }
  for (const pod of pods) {
    const { nodeName } = pod.spec;
    if (nodeName !== undefined) for (const key of openedBy(pod)) claimOn(nodeName, key).pods.push(pod);
  }
  return [...claims.values()];
}

/** The externalIPs of a Service and the addresses of its load balancer that kube-proxy takes for its own. */
export function virtualAddressesOf({ spec, status }: Service): readonly string[] {
  const vips = status.loadBalancer.ingress.filter(({ ipMode }) => ipMode !== 'Proxy').flatMap(({ ip }) => ip ?? []);
  return [...spec.externalIPs, ...vips].filter((address) => parseIp(address) !== undefined);
}

function openedEverywhere(service: Service): readonly PortKey[] {
  const { ports, healthCheckNodePort } = service.spec;
  const nodePorts = ports.flatMap(({ nodePort, protocol }) => (nodePort === undefined ? [] : [{ port: nodePort, protocol }]));
  const checks = isLocalLoadBalancer(service) && healthCheckNodePort !== undefined;
  return distinct([...nodePorts, ...(checks ? [{ port: healthCheckNodePort, protocol: 'TCP' } as const] : [])]);
}

function openedBy(pod: Pod): readonly PortKey[] {
  if (isPodFinished(pod)) return [];
  if (!pod.spec.hostNetwork) {
    const ports = pod.spec.containers.flatMap((container) => container.ports);
    return distinct(ports.flatMap(({ hostPort: port, protocol }) => (port === undefined ? [] : [{ port, protocol }])));
  }
  return distinct(servingContainers(pod).flatMap(({ ports }) => ports.map(({ containerPort: port, protocol }) => ({ port, protocol }))));
}

function distinct(keys: readonly PortKey[]): readonly PortKey[] {
  return [...new Map(keys.map((key) => [`${key.port}/${key.protocol}`, key])).values()];
}
