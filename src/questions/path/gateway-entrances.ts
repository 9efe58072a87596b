import {
  coversHost,
  dataPlaneServices,
  EVERY_HOST,
  type GatewayListener,
  isUsed,
  listenersOf,
  listServed,
  routesAt,
} from '../../engines/gateway/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { type Gap, gapsOf, knownItems } from '../../model/listing.ts';
import { describeRef, refTo } from '../../model/object-ref.ts';
import type { Gateway } from '../../model/resources/gateway.ts';
import type { Entrance, Entrances, WebRequest } from './routing.ts';

/** By what a Gateway takes a host, and what could not be read of that. */
interface Naming {
  readonly namedBy: Entrance['namedBy'] | undefined;
  readonly gaps: readonly Gap[];
}

/**
 * Where Gateways take requests for a host: those to which routes that name it are attached, and those that have a listener for it. What a
 * name leads to does not depend on the port, so listeners on all ports count.
 */
export function gatewayEntrances({ host }: WebRequest, cluster: ClusterIndex): Entrances {
  const gateways = listServed('Gateway', cluster);
  const read = knownItems(gateways).map((gateway) => ({ gateway, ...namingOf(gateway, host, cluster) }));
  const naming = read.flatMap(({ gateway, namedBy }) => (namedBy === undefined ? [] : [{ gateway, namedBy }]));
  const found = naming.flatMap(({ gateway, namedBy }) => entrancesOf(gateway, namedBy, cluster));
  const [gap] = [...gapsOf(gateways), ...read.flatMap(({ gaps }) => gaps)];
  const unread = gap === undefined ? {} : { unread: `Gateways and their routes: ${gap.message}` };
  if (found.length > 0) return { found, ...unread };
  const [silent] = naming;
  if (silent !== undefined) {
    const name = describeRef(refTo('Gateway', silent.gateway.metadata));
    return { found: [], ...unread, why: `${name} takes requests for the host, and no address is reported for it` };
  }
  return { found: [], ...unread };
}

function namingOf(gateway: Gateway, host: string, cluster: ClusterIndex): Naming {
  const { listeners, gaps } = listenersOf(gateway, cluster);
  const used = listeners.filter((one) => isUsed(one) !== 'no');
  const attached = used.map((one) => routesAt(one, ['HTTPRoute', 'GRPCRoute', 'TLSRoute'], cluster));
  const hosts = attached.flatMap(({ routes }) => routes.flatMap(({ attachment }) => attachment.hosts)).filter((one) => one !== EVERY_HOST);
  const isHeard = used.some((one) => hears(one, host));
  return {
    namedBy: hosts.includes(host) ? 'exact' : hosts.some((one) => coversHost(one, host)) ? 'wildcard' : isHeard ? 'listener' : undefined,
    gaps: [...gaps, ...attached.flatMap((one) => one.gaps)],
  };
}

/** A listener for every host says nothing of a name. */
function hears({ listener: { hostname = EVERY_HOST } }: GatewayListener, host: string): boolean {
  return hostname !== EVERY_HOST && coversHost(hostname.toLowerCase(), host);
}

/** The addresses that the status of a Gateway reports; where it reports none, those of the Services of its data plane. */
function entrancesOf(gateway: Gateway, namedBy: Entrance['namedBy'], cluster: ClusterIndex): readonly Entrance[] {
  const object = refTo('Gateway', gateway.metadata);
  const base = { place: describeRef(object), namedBy };
  const reported = gateway.status.addresses.map(({ value }, index) => ({
    ...base,
    address: value,
    says: `the address that ${describeRef(object)} reports`,
    evidence: [{ object, field: `status.addresses[${index}].value`, value, says: 'where its controller serves it' }],
  }));
  if (reported.length > 0) return reported;
  const services = knownItems(dataPlaneServices(gateway, cluster));
  const addresses = services.flatMap(({ spec, status }) => [
    ...status.loadBalancer.ingress.flatMap(({ ip, hostname }) => ip ?? hostname ?? []),
    ...spec.externalIPs,
  ]);
  const says = `the address of a Service in front of ${describeRef(object)}`;
  return [...new Set(addresses)].map((address) => ({ ...base, address, says, evidence: [] }));
}
