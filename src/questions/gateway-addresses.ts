import { dataPlaneServices } from '../engines/gateway/index.ts';
import type { ClusterIndex } from '../model/cluster-index.ts';
import type { GatewayAddressReport } from '../model/gateway-status.ts';
import { knownItems } from '../model/listing.ts';
import type { Gateway } from '../model/resources/gateway.ts';
import { ownersOfAddress } from './address-owners.ts';

/** The addresses that a Gateway's status reports, and whose each is: the Services of its data plane are asked first. */
export function gatewayAddresses(gateway: Gateway, cluster: ClusterIndex): readonly GatewayAddressReport[] {
  return gateway.status.addresses.map(({ type, value }) => ({
    type,
    value,
    owners: ownersOfAddress(value, knownItems(dataPlaneServices(gateway, cluster)), cluster),
  }));
}
