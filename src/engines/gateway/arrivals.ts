import type { ClusterIndex } from '../../model/cluster-index.ts';
import { type Gap, gapsOf, knownItems } from '../../model/listing.ts';
import { nameOf } from '../../model/object-ref.ts';
import type { Gateway } from '../../model/resources/gateway.ts';
import type { Metadata } from '../../model/resources/metadata.ts';
import type { Pod } from '../../model/resources/pod.ts';
import type { ServicePort } from '../../model/resources/service.ts';
import { parseIp, sameIp } from '../../model/values/ip.ts';
import { addressRoles, resolveTargetPort } from '../service/index.ts';
import { answerHttp } from './answer-http.ts';
import { dataPlaneServices, gatewayNameOf } from './data-plane.ts';
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

/** A Gateway that has an address, and the port of it at which something that arrives there is taken. */
export interface GatewayAt {
  readonly gateway: Gateway;
  readonly port: number;
}

/** Who has an address; `unread` names Gateways by whose label somebody has it and that could not be read, with the reasons. */
export interface GatewaysAt {
  readonly found: readonly GatewayAt[];
  readonly unread: readonly { readonly name: string; readonly gaps: readonly Gap[] }[];
  readonly gaps: readonly Gap[];
}

/**
 * The Gateways that have an address: those whose status reports it, and those whose data plane's Service or pod, known by the label with the
 * Gateway's name, has it. Several are possible where an implementation merges Gateways. What comes by a node port, or to a pod itself, is for
 * the port of the data plane's Service that leads there.
 * @param address an IP address, or a name that a status reports as such
 */
export function gatewaysAt(address: string, port: number, cluster: ClusterIndex): GatewaysAt {
  const listing = listServed('Gateway', cluster);
  const services = cluster.known('Service').filter((service) => addressRoles(service, address).length > 0);
  const pods = cluster.known('Pod').filter(({ status }) => status.podIPs.some(({ ip }) => sameIp(ip, address)));
  const gateways = knownItems(listing);
  const found = gateways.flatMap((gateway): readonly GatewayAt[] => {
    const [pod] = pods.filter(({ metadata }) => isNamedOn(metadata, gateway));
    if (pod !== undefined) return [{ gateway, port: portBehind(gateway, port, pod, cluster) }];
    const isFront = reports(gateway, address) || services.some(({ metadata }) => isNamedOn(metadata, gateway));
    return isFront ? [{ gateway, port: portBehind(gateway, port, undefined, cluster) }] : [];
  });
  const named = [...services, ...pods].flatMap(({ metadata }) => gatewayName(metadata) ?? []);
  const unread = [...new Set(named)].filter((name) => !gateways.some(({ metadata }) => nameOf(metadata) === name));
  const gaps = gapsOf(listing);
  return { found, unread: gaps.length === 0 ? [] : unread.map((name) => ({ name, gaps })), gaps };
}

/** The Gateways that are reached at an address and port, with their listeners there. */
export function arrivalsAt(address: string, port: number, cluster: ClusterIndex): Arrivals {
  const { found, gaps } = gatewaysAt(address, port, cluster);
  const heard = found.map((one) => ({ ...one, ...listenersOf(one.gateway, cluster) }));
  return {
    arrivals: heard.flatMap(({ gateway, listeners, port: own }) => {
      const here = listeners.filter((one) => one.listener.port === own && isUsed(one) !== 'no');
      return here.length === 0 ? [] : [{ gateway, listeners: here }];
    }),
    gaps: [...gaps, ...heard.flatMap((one) => one.gaps)],
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

function isNamedOn(metadata: Metadata, gateway: Gateway): boolean {
  return gatewayName(metadata) === nameOf(gateway.metadata);
}

/** `NAMESPACE/NAME` of the Gateway that an object carries the name of. */
function gatewayName(metadata: Metadata): string | undefined {
  const name = gatewayNameOf(metadata);
  return name === undefined ? undefined : nameOf({ namespace: metadata.namespace ?? '', name });
}

/** The listener's port behind a port of the data plane: a node port is its Service's, and so is the target port of a pod; else the port itself. */
function portBehind(gateway: Gateway, port: number, pod: Pod | undefined, cluster: ClusterIndex): number {
  const isListened = listenersOf(gateway, cluster).listeners.some(({ listener }) => listener.port === port);
  if (pod === undefined && isListened) return port;
  const ports = knownItems(dataPlaneServices(gateway, cluster)).flatMap(({ spec }) => spec.ports);
  const isTarget = (one: ServicePort) => {
    const target = pod === undefined ? undefined : resolveTargetPort(pod, one);
    return target !== undefined && 'port' in target && target.port === port;
  };
  return (ports.find(({ nodePort }) => nodePort === port) ?? ports.find(isTarget))?.port ?? port;
}
