import { dataPlaneServices } from '../engines/gateway/index.ts';
import { addressRoles, announce } from '../engines/service/index.ts';
import type { ClusterIndex } from '../model/cluster-index.ts';
import type { GatewayAddressReport } from '../model/gateway-status.ts';
import { knownItems } from '../model/listing.ts';
import { refTo } from '../model/object-ref.ts';
import type { Gateway } from '../model/resources/gateway.ts';
import type { Node } from '../model/resources/node.ts';
import type { Service } from '../model/resources/service.ts';
import { parseIp, sameIp } from '../model/values/ip.ts';

type Owners = Exclude<GatewayAddressReport['owners'], 'unknown'>;

/**
 * The addresses that a Gateway's status reports, and whose each is. The Services of its data plane are asked first; all Services and Nodes,
 * which the API cannot select by address, only for an address that is none of theirs.
 */
export function gatewayAddresses(gateway: Gateway, cluster: ClusterIndex): readonly GatewayAddressReport[] {
  return gateway.status.addresses.map(({ type, value }) => ({ type, value, owners: ownersOf(value, gateway, cluster) }));
}

function ownersOf(value: string, gateway: Gateway, cluster: ClusterIndex): GatewayAddressReport['owners'] {
  const own = knownItems(dataPlaneServices(gateway, cluster)).flatMap((service) => serviceOwners(value, service));
  if (own.length > 0) return own;
  announce(cluster, [{ kind: 'Service' }, { kind: 'Node' }]);
  const services = cluster.list('Service');
  const nodes = cluster.list('Node');
  const owners = [
    ...knownItems(services).flatMap((service) => serviceOwners(value, service)),
    ...knownItems(nodes).flatMap((node) => nodeOwners(value, node)),
  ];
  const isWhole = services.state === 'complete' && nodes.state === 'complete';
  return owners.length > 0 || isWhole ? owners : 'unknown';
}

function serviceOwners(value: string, service: Service): Owners {
  const object = refTo('Service', service.metadata);
  if (parseIp(value) !== undefined) return addressRoles(service, value).map((role) => ({ object, role }));
  const isReported = service.status.loadBalancer.ingress.some(({ hostname }) => hostname?.toLowerCase() === value.toLowerCase());
  return isReported ? [{ object, role: 'loadBalancer' }] : [];
}

function nodeOwners(value: string, node: Node): Owners {
  const has = parseIp(value) !== undefined && node.status.addresses.some(({ address }) => sameIp(address, value));
  return has ? [{ object: refTo('Node', node.metadata), role: 'node' }] : [];
}
