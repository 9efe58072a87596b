import type { AddressAllocation } from '../../model/address-report.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { nameOf, refTo } from '../../model/object-ref.ts';
import type { IPAddress } from '../../model/resources/ip-address.ts';
import { clusterIPsOf } from '../../model/resources/service.ts';
import { type IpAddress, sameIp } from '../../model/values/ip.ts';

/** The IPAddress object of an address, held against the Service that it names. Undefined where there is none, or it could not be read. */
export function allocationOf(ip: IpAddress, cluster: ClusterIndex): AddressAllocation | undefined {
  const found = cluster.get('IPAddress', ip.text);
  if (found.state !== 'found') return undefined;
  const { parentRef: parent } = found.item.spec;
  return { object: refTo('IPAddress', found.item.metadata), parent, ...judged(ip, parent, cluster) };
}

function judged(
  ip: IpAddress,
  parent: IPAddress['spec']['parentRef'],
  cluster: ClusterIndex,
): { readonly agrees: boolean | 'unknown'; readonly says: string } {
  const kept = 'kept for';
  if (parent.group !== '' || parent.resource !== 'services') {
    return { agrees: 'unknown', says: `${kept} ${parent.resource}.${parent.group} ${nameOf(parent)}, which is not looked at` };
  }
  const service = cluster.get('Service', parent.name, parent.namespace);
  switch (service.state) {
    case 'unknown':
      return { agrees: 'unknown', says: `${kept} Service ${nameOf(parent)}, which could not be read` };
    case 'absent':
      return { agrees: false, says: `${kept} Service ${nameOf(parent)}, which does not exist` };
    case 'found': {
      const agrees = clusterIPsOf(service.item).some((one) => sameIp(one, ip.text));
      return { agrees, says: `${kept} Service ${nameOf(parent)}${agrees ? '' : ', which does not have the address'}` };
    }
  }
}
