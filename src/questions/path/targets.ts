import { addressRoles, declaredPorts } from '../../engines/service/index.ts';
import { type Dialled, hopOf, type Network, ownerOf, ownIPs } from '../../engines/trace/index.ts';
import { ClusterError, UsageError } from '../../model/errors.ts';
import { describeRef, refTo } from '../../model/object-ref.ts';
import { nodeIPs } from '../../model/resources/node.ts';
import type { Service } from '../../model/resources/service.ts';
import { sameIp } from '../../model/values/ip.ts';
import { describePort, type Protocol } from '../../model/values/port.ts';
import { notFound } from '../not-found.ts';
import type { Case } from './cases.ts';
import type { To } from './ends.ts';
import { type Naming, nameTargets } from './name-targets.ts';
import { outsideTargets, serviceTargets } from './service-targets.ts';
import { type PlainTarget, preferred } from './target.ts';

/** The target of a question. */
interface Dialling {
  readonly to: To;
  readonly protocol: Protocol;
  readonly naming: Naming;
}

/**
 * What a client dials, by the objects that the question names. Throws, in kubectl's words, the ClusterError of an object that does not exist
 * or may not be read, and the UsageError of a port that is not told.
 */
export function targetsOf({ to, protocol, naming }: Dialling, client: Case, network: Network): readonly PlainTarget[] {
  const { cluster } = network;
  const { families, entry } = client;
  const dial = (destination: string, port: number, more: Partial<Dialled> = {}): PlainTarget => ({
    dialled: { destination, port, protocol, ...more },
    share: 1,
    before: [],
    assumes: [],
  });
  switch (to.kind) {
    case 'address': {
      const behind = client.public === true ? balancedBy(to.address, network) : undefined;
      if (behind !== undefined && entry !== undefined) {
        return outsideTargets(behind, { kind: 'Service', namespace: '', name: behind.metadata.name, port: to.port }, protocol, entry);
      }
      return client.public === true && isInternal(to.address, network) ? [unroutable(to.address)] : [dial(to.address, to.port)];
    }
    case 'name':
      return nameTargets(to, protocol, client, network, naming);
    case 'Node': {
      const node = cluster.get('Node', to.name);
      if (node.state !== 'found') throw notFound({ kind: 'Node', name: to.name }, cluster);
      const address = preferred(
        nodeIPs(node.item).map((one) => one.address),
        families,
      );
      if (address === undefined) throw new ClusterError(`error: node "${to.name}" has no address`);
      return [dial(address, to.port)];
    }
    case 'Pod': {
      const pod = cluster.get('Pod', to.name, to.namespace);
      if (pod.state !== 'found') throw notFound(refTo('Pod', to), cluster);
      const port = portOfPod(to, declaredPorts(pod.item), protocol);
      const ips = pod.item.spec.hostNetwork ? pod.item.status.podIPs.map((one) => one.ip) : ownIPs(pod.item);
      const address = preferred(ips, families);
      if (address !== undefined && client.public === true && !pod.item.spec.hostNetwork) return [unroutable(address)];
      if (address !== undefined) return [dial(address, port, { intended: pod.item })];
      const object = refTo('Pod', pod.item.metadata);
      const says = `${describeRef(object)} has no address: its phase is ${pod.item.status.phase}`;
      const evidence = [{ object, field: 'status.phase', value: pod.item.status.phase, says: 'a pod has an address while it runs' }];
      const step = { component: 'network plugin', action: 'drop', object, says, evidence } as const;
      return [{ end: 'no-route', hops: [hopOf('pod', says, step, object)], assumes: [] }];
    }
    case 'Service': {
      const service = cluster.get('Service', to.name, to.namespace);
      if (service.state !== 'found') throw notFound(refTo('Service', to), cluster);
      if (entry !== undefined) return outsideTargets(service.item, to, protocol, entry);
      return serviceTargets(service.item, { to, protocol, families, followed: [] }, network);
    }
  }
}

/** Whether an address means something inside the cluster only: a pod's, or a Cluster IP. */
export function isInternal(address: string, network: Network): boolean {
  const services = network.servicesByIP.get(address) ?? [];
  if (services.some((service) => !addressRoles(service, address).includes('clusterIP'))) return false;
  const { kind } = services.length > 0 ? ({ kind: 'service-range' } as const) : ownerOf(address, network);
  return kind === 'pod' || kind === 'pod-range' || kind === 'service-range';
}

/** The Service whose load balancer has an address for itself, so that nodes do not accept it (ipMode Proxy). */
export function balancedBy(address: string, { cluster }: Network): Service | undefined {
  return cluster
    .known('Service')
    .find(({ status }) =>
      status.loadBalancer.ingress.some((one) => one.ipMode === 'Proxy' && one.ip !== undefined && sameIp(one.ip, address)),
    );
}

function unroutable(address: string): PlainTarget {
  const says = `${address} is an address of the cluster's own networks: the internet has no route to it`;
  const step = { component: 'the network outside', action: 'drop', says, evidence: [] } as const;
  return { end: 'no-route', hops: [hopOf('outside', says, step)], assumes: ['private-networks'] };
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
