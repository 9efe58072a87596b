import { clusterDomainOf } from '../../engines/dns/index.ts';
import { declaredPorts, endpointsOfPort, isLocalLoadBalancer, slicesOf } from '../../engines/service/index.ts';
import {
  clusterIPNameHop,
  type Dialled,
  hopOf,
  type Network,
  type NodeView,
  nameHop,
  ownIPs,
  primaryAddress,
  serviceEvidence,
} from '../../engines/trace/index.ts';
import { ClusterError, UsageError } from '../../model/errors.ts';
import { gapsOf } from '../../model/listing.ts';
import { describeRef, refTo } from '../../model/object-ref.ts';
import { nodeIPs } from '../../model/resources/node.ts';
import { clusterIPsOf, isHeadless, type Service, type ServicePort } from '../../model/resources/service.ts';
import type { Disposition, Hop } from '../../model/trace.ts';
import { familyOf, type IpFamily, parseIp } from '../../model/values/ip.ts';
import { describePort, type Protocol } from '../../model/values/port.ts';
import type { To } from './ends.ts';
import { missing } from './missing.ts';

/** What a client ends up dialling: an address with its share and the hops before it; or the end already, where no packet is sent. */
export type Target =
  | { readonly dialled: Dialled; readonly share: number; readonly before: readonly Hop[]; readonly assumes: readonly string[] }
  | { readonly end: Disposition; readonly hops: readonly Hop[]; readonly assumes: readonly string[] };

/** What the question dials. `families`: those that the client has, the preferred one first. */
export interface Dialling {
  readonly to: To;
  readonly protocol: Protocol;
  readonly families: readonly IpFamily[];
  /** For a client outside the cluster, to which virtual addresses mean nothing: the node that its packets reach first. */
  readonly entry?: NodeView;
}

/**
 * What a client dials, by the objects that the question names. Throws, in kubectl's words, the ClusterError of an object that does not exist
 * or may not be read, and the UsageError of a port that is not told.
 */
export function targetsOf({ to, protocol, families, entry }: Dialling, network: Network): readonly Target[] {
  const { cluster } = network;
  const dial = (destination: string, port: number, more: Partial<Dialled> = {}): Target => ({
    dialled: { destination, port, protocol, ...more },
    share: 1,
    before: [],
    assumes: [],
  });
  switch (to.kind) {
    case 'address':
      return [dial(to.address, to.port)];
    case 'Node': {
      const node = cluster.get('Node', to.name);
      if (node.state !== 'found') throw missing('Node', to, node);
      const address = preferred(
        nodeIPs(node.item).map((one) => one.address),
        families,
      );
      if (address === undefined) throw new ClusterError(`error: node "${to.name}" has no address`);
      return [dial(address, to.port)];
    }
    case 'Pod': {
      const pod = cluster.get('Pod', to.name, to.namespace);
      if (pod.state !== 'found') throw missing('Pod', to, pod);
      const port = portOfPod(to, declaredPorts(pod.item), protocol);
      const ips = pod.item.spec.hostNetwork ? pod.item.status.podIPs.map((one) => one.ip) : ownIPs(pod.item);
      const address = preferred(ips, families);
      if (address !== undefined) return [dial(address, port, { intended: pod.item })];
      const object = refTo('Pod', pod.item.metadata);
      const says = `${describeRef(object)} has no address: its phase is ${pod.item.status.phase}`;
      const evidence = [{ object, field: 'status.phase', value: pod.item.status.phase, says: 'a pod has an address while it runs' }];
      const step = { component: 'network plugin', action: 'drop', object, says, evidence } as const;
      return [{ end: 'no-route', hops: [hopOf('pod', says, step, object)], assumes: [] }];
    }
    case 'Service': {
      const service = cluster.get('Service', to.name, to.namespace);
      if (service.state !== 'found') throw missing('Service', to, service);
      if (entry !== undefined) return fromOutside(service.item, to, protocol, entry);
      return serviceTargets(service.item, to, protocol, families, network);
    }
  }
}

function preferred(addresses: readonly string[], families: readonly IpFamily[]): string | undefined {
  const inOrder = families.map((family) => addresses.find((one) => familyOf(one) === family));
  return inOrder.find((one) => one !== undefined) ?? addresses[0];
}

function portOfPod(to: Extract<To, { kind: 'Service' | 'Pod' }>, declared: ReturnType<typeof declaredPorts>, protocol: Protocol): number {
  const { name, port } = to;
  if (typeof port === 'number') return port;
  const ofProtocol = declared.filter((one) => one.protocol === protocol);
  const listed = ofProtocol.map((one) => describePort(one)).join(', ');
  const has = listed === '' ? `it declares no ${protocol} port` : `it has ${listed}`;
  if (port === undefined) {
    const [only, ...others] = ofProtocol;
    if (only !== undefined && others.length === 0) return only.port;
    throw new UsageError(`a port is needed for pod/${name}: ${has}`);
  }
  const named = ofProtocol.find((one) => one.name === port);
  if (named !== undefined) return named.port;
  throw new ClusterError(`error: pod "${name}" does not have a ${protocol} port named "${port}": ${has}`);
}

type ToService = Extract<To, { kind: 'Service' | 'Pod' }>;

/** The number that is dialled and the port of the Service that has it; a number that the Service does not have is dialled all the same. */
function portOfService(
  service: Service,
  { name, port }: ToService,
  protocol: Protocol,
): { readonly number: number; readonly port?: ServicePort } {
  const ofProtocol = service.spec.ports.filter((one) => one.protocol === protocol);
  const listed = service.spec.ports.map((one) => describePort(one)).join(', ');
  const has = listed === '' ? 'it has no ports' : `it has ${listed}`;
  if (typeof port === 'number') {
    const found = ofProtocol.find((one) => one.port === port);
    return found === undefined ? { number: port } : { number: port, port: found };
  }
  if (port === undefined) {
    const [only, ...others] = ofProtocol;
    if (only !== undefined && others.length === 0) return { number: only.port, port: only };
    throw new UsageError(`a port is needed for svc/${name}: ${has}`);
  }
  const named = ofProtocol.find((one) => one.name === port);
  if (named !== undefined) return { number: named.port, port: named };
  throw new ClusterError(`error: service "${name}" does not have a ${protocol} port named "${port}": ${has}`);
}

function serviceTargets(
  service: Service,
  to: ToService,
  protocol: Protocol,
  families: readonly IpFamily[],
  network: Network,
): readonly Target[] {
  if (service.spec.type === 'ExternalName') return aliasTargets(service, to, network);
  const { number, port } = portOfService(service, to, protocol);
  const { domain } = clusterDomainOf(network.cluster.get('ConfigMap', 'coredns', 'kube-system'));
  if (isHeadless(service)) return headlessTargets(service, number, port, protocol, domain, network);
  const ip = preferred(clusterIPsOf(service), families);
  if (ip === undefined) throw new ClusterError(`error: service "${to.name}" has no Cluster IP yet`, 3);
  const before = [clusterIPNameHop(service, domain, ip)];
  return [{ dialled: { destination: ip, port: number, protocol }, share: 1, before, assumes: ['names'] }];
}

/** A headless Service's name gives the addresses of its ready endpoints; the port is dialled as it is. */
function headlessTargets(
  service: Service,
  number: number,
  port: ServicePort | undefined,
  protocol: Protocol,
  domain: string,
  network: Network,
): readonly Target[] {
  const evidence = [serviceEvidence(service, 'spec.clusterIPs[0]', 'None', 'headless: the name gives the addresses of the pods')];
  const slices = slicesOf(service, network.cluster);
  if (slices.state !== 'complete') {
    const says = `its endpoints could not be read: ${gapsOf(slices)[0]?.message ?? 'not read'}`;
    return [{ end: 'insufficient-info', hops: [nameHop(service, domain, { action: 'give-up', says, evidence })], assumes: [] }];
  }
  const ofPorts = (port === undefined ? service.spec.ports : [port]).flatMap((one) => endpointsOfPort(slices.items, one));
  const portless = slices.items.map((slice) => ({ ...slice, ports: [{ name: '', protocol, port: number }] }));
  const all = service.spec.ports.length === 0 ? endpointsOfPort(portless, { name: '', protocol }) : ofPorts;
  const ready = [...new Map(all.filter((one) => one.ready).map((one) => [one.ip, one])).values()];
  if (ready.length === 0) {
    const says = 'NXDOMAIN: no endpoint is ready, so the name has no address';
    return [{ end: 'name-not-found', hops: [nameHop(service, domain, { action: 'fail-to-resolve', says, evidence })], assumes: ['names'] }];
  }
  const says = `→ ${ready.length === 1 ? 'the address of its ready endpoint' : `one of the addresses of its ${ready.length} ready endpoints`}`;
  const before = [nameHop(service, domain, { action: 'resolve', says, evidence })];
  return ready.map((one) => {
    const ref = one.endpoint.targetRef;
    const pod = ref?.kind === 'Pod' ? network.cluster.get('Pod', ref.name, ref.namespace ?? service.metadata.namespace) : undefined;
    const intended = pod?.state === 'found' ? { intended: pod.item } : {};
    return {
      dialled: { destination: one.ip, port: number, protocol, ...intended },
      share: 1 / ready.length,
      before,
      assumes: ['names', 'any-address'],
    };
  });
}

/** An ExternalName whose target is an address of no name, or a name: names are followed by the question for names. */
function aliasTargets(service: Service, _to: ToService, network: Network): readonly Target[] {
  const { domain } = clusterDomainOf(network.cluster.get('ConfigMap', 'coredns', 'kube-system'));
  const target = service.spec.externalName ?? '';
  const evidence = [serviceEvidence(service, 'spec.externalName', target, 'the name that stands in for this Service')];
  const hop = (action: 'fail-to-resolve' | 'leave' | 'give-up', says: string) => [nameHop(service, domain, { action, says, evidence })];
  if (parseIp(target.replace(/\.$/, '')) !== undefined) {
    return [
      {
        end: 'name-not-found',
        hops: hop('fail-to-resolve', `CNAME ${target}: an address is no name, so it does not resolve`),
        assumes: ['names'],
      },
    ];
  }
  if (target.toLowerCase().replace(/\.$/, '').endsWith(`.${domain}`)) {
    return [
      { end: 'insufficient-info', hops: hop('give-up', `CNAME ${target}: a name of the cluster; ask for what it stands for`), assumes: [] },
    ];
  }
  return [{ end: 'leaves-cluster', hops: hop('leave', `CNAME ${target}: asked upstream, outside the cluster`), assumes: ['names'] }];
}

/** From outside a Service is reached by its load balancer, its externalIPs, or its NodePort on a node, whichever comes first. */
function fromOutside(service: Service, to: ToService, protocol: Protocol, entry: NodeView): readonly Target[] {
  const { number, port } = portOfService(service, to, protocol);
  const target = (destination: string, dialledPort: number, share: number, assumes: readonly string[]): Target => ({
    dialled: { destination, port: dialledPort, protocol },
    share,
    before: [],
    assumes,
  });
  const balanced = service.status.loadBalancer.ingress.map((one) => one.ip).filter((ip) => ip !== undefined);
  const fixed = balanced.length > 0 ? balanced : service.spec.externalIPs;
  const checks = isLocalLoadBalancer(service) ? ['health-checks'] : [];
  if (fixed.length > 0) return fixed.map((ip) => target(ip, number, 1 / fixed.length, checks));
  const address = primaryAddress(entry, service.spec.ipFamilies[0] ?? 'IPv4');
  const object = refTo('Service', service.metadata);
  if (port?.nodePort !== undefined && address !== undefined) return [target(address, port.nodePort, 1, [])];
  const says =
    port?.nodePort === undefined
      ? `nothing leads to ${describeRef(object)} from outside: no load balancer address, no externalIP, no NodePort`
      : `NodePort ${port.nodePort} is open on ${entry.name}, whose address is not known`;
  const evidence = [serviceEvidence(service, 'spec.type', service.spec.type, 'how the Service is exposed')];
  const action = port?.nodePort === undefined ? 'drop' : 'give-up';
  const step = { component: 'the network outside', action, object, says, evidence } as const;
  return [{ end: action === 'drop' ? 'no-route' : 'insufficient-info', hops: [hopOf('outside', says, step, object)], assumes: [] }];
}
