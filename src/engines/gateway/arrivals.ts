import type { ClusterIndex } from '../../model/cluster-index.ts';
import { type Gap, gapsOf, knownItems } from '../../model/listing.ts';
import type { Gateway } from '../../model/resources/gateway.ts';
import type { Service } from '../../model/resources/service.ts';
import { parseIp, sameIp } from '../../model/values/ip.ts';
import { addressRoles } from '../service/index.ts';
import { answerHttp } from './answer-http.ts';
import { gatewayNameOf } from './data-plane.ts';
import type { Decision } from './decision.ts';
import { type GatewayListener, isUsed, listenersOf } from './listeners.ts';
import type { HttpRequest } from './request.ts';
import { listServed } from './served.ts';

/** A Gateway that is reached at an address and port, and its listeners there. */
export interface Arrival {
  readonly gateway: Gateway;
  readonly listeners: readonly GatewayListener[];
}

/** The Gateways at an address and port; `gaps` where there may be more. */
export interface Arrivals {
  readonly arrivals: readonly Arrival[];
  readonly gaps: readonly Gap[];
}

/**
 * The Gateways that are reached at an address and port: those whose status reports the address, and those whose data plane's Service, known
 * by the label with the Gateway's name, has it. Several are possible where an implementation merges Gateways.
 * @param address an IP address, or a name that a status reports as such
 */
export function arrivalsAt(address: string, port: number, cluster: ClusterIndex): Arrivals {
  const listing = listServed('Gateway', cluster);
  const fronts = cluster.known('Service').filter((service) => addressRoles(service, address).length > 0);
  const reached = knownItems(listing).filter((gateway) => reports(gateway, address) || fronts.some((one) => isFrontOf(one, gateway)));
  const found = reached.map((gateway) => ({ gateway, ...listenersOf(gateway, cluster) }));
  return {
    arrivals: found.flatMap(({ gateway, listeners }) => {
      const here = listeners.filter((one) => one.listener.port === port && isUsed(one) !== 'no');
      return here.length === 0 ? [] : [{ gateway, listeners: here }];
    }),
    gaps: [...gapsOf(listing), ...found.flatMap(({ gaps }) => gaps)],
  };
}

/** What each Gateway at the address and port of a request makes of it; `gaps` where there may be more Gateways. */
export function answersAt(
  address: string,
  request: HttpRequest,
  cluster: ClusterIndex,
): { readonly answers: readonly { readonly gateway: Gateway; readonly decision: Decision }[]; readonly gaps: readonly Gap[] } {
  const { arrivals, gaps } = arrivalsAt(address, request.port, cluster);
  return { answers: arrivals.map(({ gateway }) => ({ gateway, decision: answerHttp(gateway, request, cluster) })), gaps };
}

function reports({ status }: Gateway, address: string): boolean {
  const isIp = parseIp(address) !== undefined;
  return status.addresses.some(({ value }) => (isIp ? sameIp(value, address) : value.toLowerCase() === address.toLowerCase()));
}

function isFrontOf({ metadata }: Service, gateway: Gateway): boolean {
  return metadata.namespace === gateway.metadata.namespace && gatewayNameOf(metadata) === gateway.metadata.name;
}
