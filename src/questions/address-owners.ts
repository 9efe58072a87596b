import { addressRoles, announce } from '../engines/service/index.ts';
import type { ClusterIndex } from '../model/cluster-index.ts';
import { knownItems } from '../model/listing.ts';
import { type ObjectRef, refTo } from '../model/object-ref.ts';
import type { Node } from '../model/resources/node.ts';
import type { Service } from '../model/resources/service.ts';
import { parseIp, sameIp } from '../model/values/ip.ts';

/** An object that has an address, and as what. */
interface AddressOwner {
  readonly object: ObjectRef;
  readonly role: string;
}

/**
 * Whose an address or host name is that a load balancer reports: the Services that are likely are asked first; all Services and Nodes, which
 * the API cannot select by address, only for one that is none of theirs. Empty: nobody's in this cluster.
 */
export function ownersOfAddress(value: string, likely: readonly Service[], cluster: ClusterIndex): readonly AddressOwner[] | 'unknown' {
  const own = likely.flatMap((service) => serviceOwners(value, service));
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

function serviceOwners(value: string, service: Service): readonly AddressOwner[] {
  const object = refTo('Service', service.metadata);
  const isReported = service.status.loadBalancer.ingress.some(
    ({ ip = '', hostname }) => sameIp(ip, value) || hostname?.toLowerCase() === value.toLowerCase(),
  );
  const roles = new Set([...addressRoles(service, value), ...(isReported ? ['loadBalancer'] : [])]);
  return [...roles].map((role) => ({ object, role }));
}

function nodeOwners(value: string, node: Node): readonly AddressOwner[] {
  const has = parseIp(value) !== undefined && node.status.addresses.some(({ address }) => sameIp(address, value));
  return has ? [{ object: refTo('Node', node.metadata), role: 'node' }] : [];
}
