import type { AddressOwner, OwnedPort } from '../../model/address-report.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { refTo } from '../../model/object-ref.ts';
import type { Gateway } from '../../model/resources/gateway.ts';
import { isNodeReady, type Node, zoneOf } from '../../model/resources/node.ts';
import { isPodFinished, isPodTerminating, type Pod } from '../../model/resources/pod.ts';
import { clusterIPsOf, type LoadBalancerIngress, type Service } from '../../model/resources/service.ts';
import { type IpAddress, sameIp } from '../../model/values/ip.ts';
import { describePort } from '../../model/values/port.ts';
import { endpointOwners } from './endpoint-owners.ts';
import { podCIDROwners, serviceCIDROwners } from './range-owners.ts';

/** Everything known that has an address, or whose range holds it: first what has it, then who sends to it, then the ranges. */
export function ownersOf(ip: IpAddress, cluster: ClusterIndex): readonly AddressOwner[] {
  return [...holdersOf(ip, cluster), ...endpointOwners(ip, cluster), ...podCIDROwners(ip, cluster), ...serviceCIDROwners(ip, cluster)];
}

/** Whether something has the address: not merely a range, an endpoint or a pod that has ended. */
export function isHeld(ip: IpAddress, cluster: ClusterIndex): boolean {
  return holdersOf(ip, cluster).some(isHolder);
}

/** Whether an owner has the address now. */
export function isHolder(owner: AddressOwner): boolean {
  switch (owner.role) {
    case 'node':
    case 'clusterIP':
    case 'loadBalancer':
    case 'externalIP':
      return true;
    case 'pod':
      return owner.live;
    case 'endpoint':
    case 'podCIDR':
    case 'serviceCIDR':
      return false;
  }
}

function holdersOf(ip: IpAddress, cluster: ClusterIndex): readonly AddressOwner[] {
  const services = cluster.known('Service');
  return [
    ...services.flatMap((service) => clusterIPOwners(ip, service)),
    ...cluster.known('Node').flatMap((node) => nodeOwners(ip, node)),
    ...cluster.known('Pod').flatMap((pod) => podOwners(ip, pod)),
    ...services.flatMap((service) => externalIPOwners(ip, service)),
    ...services.flatMap((service) => loadBalancerOwners(ip, service)),
    ...cluster.known('Ingress').flatMap(({ metadata, status }) =>
      reported(ip, status.loadBalancer.ingress).map((one) => ({
        ...one,
        object: refTo('Ingress', metadata),
        ports: [],
        says: 'as its status reports',
      })),
    ),
    ...cluster.known('Gateway').flatMap((gateway) => gatewayOwners(ip, gateway)),
  ];
}

function nodeOwners(ip: IpAddress, node: Node): readonly AddressOwner[] {
  const { metadata, status } = node;
  const zone = zoneOf(metadata.labels);
  const ready = isNodeReady(node);
  const about = [zone === undefined ? '' : `, zone ${zone}`, ready === true ? '' : ready === false ? ', not ready' : ', readiness unknown'];
  return at(ip, status.addresses, ({ address }) => address).map(({ item, index }) => ({
    object: refTo('Node', metadata),
    role: 'node',
    field: `status.addresses[${index}].address`,
    type: item.type,
    says: `${item.type}${about.join('')}`,
  }));
}

function podOwners(ip: IpAddress, pod: Pod): readonly AddressOwner[] {
  const { metadata, spec, status } = pod;
  const live = !isPodFinished(pod);
  const terminating = isPodTerminating(pod);
  const where = spec.nodeName === undefined ? 'on no node yet' : `on node ${spec.nodeName}`;
  const shared = spec.hostNetwork ? ", shares the node's address (hostNetwork)" : '';
  const state = live ? (terminating ? ', being deleted' : '') : `, has ended (${status.phase}) and has it no more`;
  return at(ip, status.podIPs, (one) => one.ip).map(({ index }) => ({
    object: refTo('Pod', metadata),
    role: 'pod',
    field: `status.podIPs[${index}].ip`,
    ...(spec.nodeName === undefined ? {} : { node: spec.nodeName }),
    hostNetwork: spec.hostNetwork,
    phase: status.phase,
    terminating,
    live,
    says: `${where}${shared}${state}`,
  }));
}

function clusterIPOwners(ip: IpAddress, service: Service): readonly AddressOwner[] {
  const { metadata } = service;
  return at(ip, clusterIPsOf(service), (one) => one).map(({ index }) => ({
    object: refTo('Service', metadata),
    role: 'clusterIP',
    field: `spec.clusterIPs[${index}]`,
    ports: portsOf(service),
    says: `virtual, answers on ${answersOn(service)}`,
  }));
}

function externalIPOwners(ip: IpAddress, service: Service): readonly AddressOwner[] {
  const { metadata, spec } = service;
  return at(ip, spec.externalIPs, (one) => one).map(({ index }) => ({
    object: refTo('Service', metadata),
    role: 'externalIP',
    field: `spec.externalIPs[${index}]`,
    ports: portsOf(service),
    says: `every node takes packets to ${answersOn(service)}`,
  }));
}

function loadBalancerOwners(ip: IpAddress, service: Service): readonly AddressOwner[] {
  const { metadata, status } = service;
  return reported(ip, status.loadBalancer.ingress).map((one) => ({
    ...one,
    object: refTo('Service', metadata),
    ports: portsOf(service),
    says: `for ${answersOn(service)}${one.ipMode === 'Proxy' ? '; ipMode Proxy: kube-proxy leaves packets to it alone' : ''}`,
  }));
}

function gatewayOwners(ip: IpAddress, { metadata, spec, status }: Gateway): readonly AddressOwner[] {
  const listeners = spec.listeners.map(({ name, protocol, port }) => `${name} (${protocol} ${port})`).join(', ');
  return at(ip, status.addresses, ({ value }) => value).map(({ index }) => ({
    role: 'loadBalancer' as const,
    field: `status.addresses[${index}].value`,
    ipMode: 'VIP' as const,
    object: refTo('Gateway', metadata),
    ports: [],
    says: `as its status reports; listeners ${listeners}`,
  }));
}

function reported(ip: IpAddress, ingress: readonly LoadBalancerIngress[]) {
  return at(ip, ingress, (one) => one.ip ?? '').map(({ item, index }) => ({
    role: 'loadBalancer' as const,
    field: `status.loadBalancer.ingress[${index}].ip`,
    ipMode: item.ipMode ?? ('VIP' as const),
  }));
}

/** The items that hold the address, with their places. */
function at<T>(ip: IpAddress, items: readonly T[], addressOf: (item: T) => string) {
  return items.map((item, index) => ({ item, index })).filter(({ item }) => sameIp(addressOf(item), ip.text));
}

function portsOf({ spec }: Service): readonly OwnedPort[] {
  return spec.ports.map(({ port, protocol, name }) => ({ port, protocol, name }));
}

function answersOn({ spec }: Service): string {
  return spec.ports.length === 0 ? 'no port' : spec.ports.map(describePort).join(', ');
}
