import { clusterDomainOf, clusterServiceOf } from '../../engines/dns/index.ts';
import {
  announce,
  endpointNodeNeeds,
  endpointsOfPort,
  isLocalLoadBalancer,
  podNeeds,
  podsOf,
  slicesOf,
} from '../../engines/service/index.ts';
import {
  clusterIPNameHop,
  hopOf,
  type Network,
  type NodeView,
  nameHop,
  primaryAddress,
  serviceEvidence,
} from '../../engines/trace/index.ts';
import { ClusterError, UsageError } from '../../model/errors.ts';
import { gapsOf } from '../../model/listing.ts';
import { describeRef, refTo } from '../../model/object-ref.ts';
import { clusterIPsOf, isHeadless, type Service, type ServicePort } from '../../model/resources/service.ts';
import type { Disposition, Hop } from '../../model/trace.ts';
import { type IpFamily, parseIp } from '../../model/values/ip.ts';
import { describePort, type Protocol } from '../../model/values/port.ts';
import type { To } from './ends.ts';
import { type PlainTarget, preferred } from './target.ts';

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

/** What is dialled of a Service, and by which ExternalNames it was come to. */
interface AliasDialling {
  readonly to: ToService;
  readonly protocol: Protocol;
  readonly families: readonly IpFamily[];
  readonly followed: readonly Service[];
}

/**
 * What a client in the cluster dials of a Service: its Cluster IP, the pods of a headless one, or what an ExternalName stands for. Throws the
 * UsageError of a port that is not told, and the ClusterError of a port name that the Service does not have.
 */
export function serviceTargets(service: Service, dialling: AliasDialling, network: Network): readonly PlainTarget[] {
  if (service.spec.type === 'ExternalName') return aliasTargets(service, dialling, network);
  const { to, protocol, families } = dialling;
  const { number, port } = portOfService(service, to, protocol);
  const { domain } = clusterDomainOf(network.cluster.get('ConfigMap', 'coredns', 'kube-system'));
  if (isHeadless(service)) return headlessTargets(service, number, port, dialling, domain, network);
  const ip = preferred(clusterIPsOf(service), families);
  if (ip === undefined) throw new ClusterError(`error: service "${service.metadata.name}" has no Cluster IP yet`, 3);
  const before = [clusterIPNameHop(service, domain, ip)];
  return [{ dialled: { destination: ip, port: number, protocol }, share: 1, before, assumes: ['names'] }];
}

/** A headless Service's name gives the addresses of its ready endpoints, of which the client uses those of its own families; the port is dialled as it is. */
function headlessTargets(
  service: Service,
  number: number,
  port: ServicePort | undefined,
  { protocol, families }: AliasDialling,
  domain: string,
  network: Network,
): readonly PlainTarget[] {
  const evidence = [serviceEvidence(service, 'spec.clusterIPs[0]', 'None', 'headless: the name gives the addresses of the pods')];
  const slices = slicesOf(service, network.cluster);
  if (slices.state !== 'complete') {
    const says = `its endpoints could not be read: ${gapsOf(slices)[0]?.message ?? 'not read'}`;
    return [{ end: 'insufficient-info', hops: [nameHop(service, domain, { action: 'give-up', says, evidence })], assumes: [] }];
  }
  const ofPorts = (port === undefined ? service.spec.ports : [port]).flatMap((one) => endpointsOfPort(slices.items, one));
  const portless = slices.items.map((slice) => ({ ...slice, ports: [{ name: '', protocol, port: number }] }));
  const all = service.spec.ports.length === 0 ? endpointsOfPort(portless, { name: '', protocol }) : ofPorts;
  const listed = [...new Map(all.filter((one) => one.ready).map((one) => [one.ip, one])).values()];
  const own = listed.filter((one) => families.includes(one.family));
  const ready = own.length > 0 ? own : listed;
  if (ready.length === 0) {
    const says = 'NXDOMAIN: no endpoint is ready, so the name has no address';
    return [{ end: 'name-not-found', hops: [nameHop(service, domain, { action: 'fail-to-resolve', says, evidence })], assumes: ['names'] }];
  }
  announce(network.cluster, [...podNeeds(service, slices.items), ...endpointNodeNeeds(slices.items)]);
  podsOf(service, network.cluster);
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

/** So long a chain of ExternalNames is followed; resolvers give up earlier. */
const MAX_ALIASES = 8;

/** An ExternalName: its target is resolved in its place, with the port as it is, since a name translates no ports. */
function aliasTargets(service: Service, dialling: AliasDialling, network: Network): readonly PlainTarget[] {
  const { cluster } = network;
  const { port } = dialling.to;
  const { domain } = clusterDomainOf(cluster.get('ConfigMap', 'coredns', 'kube-system'));
  const target = (service.spec.externalName ?? '').toLowerCase().replace(/\.$/, '');
  const evidence = [
    serviceEvidence(service, 'spec.externalName', service.spec.externalName ?? '', 'the name that stands in for this Service'),
  ];
  const end = (disposition: Disposition, action: 'fail-to-resolve' | 'leave' | 'give-up', why: string): readonly PlainTarget[] => [
    {
      end: disposition,
      hops: [nameHop(service, domain, { action, says: `CNAME ${target}: ${why}`, evidence })],
      assumes: ['names'],
      ...(action === 'leave' && typeof port === 'number' ? { outside: { name: target, port, protocol: dialling.protocol } } : {}),
    },
  ];
  if (parseIp(target) !== undefined) return end('name-not-found', 'fail-to-resolve', 'an address is no name, so it does not resolve');
  const inside = clusterServiceOf(target, cluster);
  if (inside === undefined) {
    return target.endsWith(`.${domain}`)
      ? end('insufficient-info', 'give-up', "a name of the cluster that is no Service's")
      : end('leaves-cluster', 'leave', 'asked upstream, outside the cluster');
  }
  const next = cluster.get('Service', inside.name, inside.namespace);
  const says = `Service ${inside.namespace}/${inside.name}`;
  if (next.state === 'unknown') return end('insufficient-info', 'give-up', `${says} could not be read`);
  if (next.state === 'absent') return end('name-not-found', 'fail-to-resolve', `${says} does not exist, so there is no address`);
  const followed = [...dialling.followed, service];
  if (followed.length > MAX_ALIASES || followed.some((one) => one === next.item)) {
    return end('name-not-found', 'fail-to-resolve', 'leads back to itself, so there is no address');
  }
  const hop = nameHop(service, domain, { action: 'resolve', says: `CNAME ${target}`, evidence });
  return serviceTargets(next.item, { ...dialling, followed }, network).map((one) =>
    'end' in one ? { ...one, hops: [hop, ...one.hops] } : { ...one, before: [hop, ...one.before] },
  );
}

/**
 * What a client outside dials of a Service, and what passes it on: its load balancer, its externalIPs, or its NodePort on a node, whichever
 * comes first. A load balancer without an address that nodes accept (a name, ipMode Proxy) passes to NodePorts.
 */
export function outsideTargets(service: Service, to: ToService, protocol: Protocol, entry: NodeView): readonly PlainTarget[] {
  const { number, port } = portOfService(service, to, protocol);
  const target = (
    destination: string,
    dialledPort: number,
    share: number,
    more: Partial<Extract<PlainTarget, { dialled: unknown }>> = {},
  ): PlainTarget => ({
    dialled: { destination, port: dialledPort, protocol },
    share,
    before: [],
    assumes: [],
    ...more,
  });
  const { ingress } = service.status.loadBalancer;
  const vips = ingress.filter((one) => one.ipMode !== 'Proxy').flatMap((one) => one.ip ?? []);
  const fixed = vips.length > 0 || ingress.length > 0 ? vips : service.spec.externalIPs;
  const checks = isLocalLoadBalancer(service) ? ['health-checks'] : [];
  if (fixed.length > 0) return fixed.map((ip) => target(ip, number, 1 / fixed.length, { assumes: checks }));
  const address = primaryAddress(entry, service.spec.ipFamilies[0] ?? 'IPv4');
  const nodePort = port?.nodePort;
  if (nodePort === undefined || address === undefined) return [noWayIn(service, nodePort, entry)];
  if (ingress.length === 0) return [target(address, nodePort, 1)];
  return [target(address, nodePort, 1, { before: [balancerHop(service, entry)], assumes: ['load-balancer', ...checks] })];
}

function balancerHop(service: Service, entry: NodeView): Hop {
  const object = refTo('Service', service.metadata);
  const [first] = service.status.loadBalancer.ingress;
  const evidence = [
    first?.hostname === undefined
      ? serviceEvidence(service, 'status.loadBalancer.ingress[0].ip', first?.ip ?? '', 'the address of the load balancer')
      : serviceEvidence(service, 'status.loadBalancer.ingress[0].hostname', first.hostname, 'the name of the load balancer'),
  ];
  const says = `passes to a NodePort, here that of ${entry.name}`;
  const step = { component: 'the load balancer', action: 'forward', object, says, evidence } as const;
  return hopOf('outside', `load balancer ${first?.hostname ?? first?.ip ?? ''} of ${describeRef(object)}`, step, object);
}

function noWayIn(service: Service, nodePort: number | undefined, entry: NodeView): PlainTarget {
  const object = refTo('Service', service.metadata);
  const evidence = [serviceEvidence(service, 'spec.type', service.spec.type, 'how the Service is exposed')];
  const end = (disposition: Disposition, action: 'drop' | 'give-up', says: string): PlainTarget => ({
    end: disposition,
    hops: [hopOf('outside', says, { component: 'the network outside', action, object, says, evidence }, object)],
    assumes: [],
  });
  if (nodePort !== undefined)
    return end('insufficient-info', 'give-up', `NodePort ${nodePort} is open on ${entry.name}, whose address is not known`);
  if (service.status.loadBalancer.ingress.length > 0) {
    return end(
      'insufficient-info',
      'give-up',
      `how the load balancer of ${describeRef(object)} passes on is not known: there is no NodePort`,
    );
  }
  return end('no-route', 'drop', `nothing leads to ${describeRef(object)} from outside: no load balancer, no externalIP, no NodePort`);
}
