import type { Endpoint, EndpointSlice } from '../../model/resources/endpoint-slice.ts';
import type { ServicePort } from '../../model/resources/service.ts';
import { type IpFamily, parseIp } from '../../model/values/ip.ts';
import type { Protocol } from '../../model/values/port.ts';

/** One endpoint of one Service port, as kube-proxy sees it: conditions with their defaults, the port's number resolved. */
export interface PortEndpoint {
  readonly ip: string;
  readonly port: number;
  readonly family: IpFamily;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  readonly nodeName?: string;
  readonly zone?: string;
  readonly zoneHints: readonly string[];
  readonly nodeHints: readonly string[];
  /** Where it stands: the slice, and the path in it (`endpoints[2]`). */
  readonly slice: EndpointSlice;
  readonly field: string;
  readonly endpoint: Endpoint;
}

/**
 * The endpoints of a Service port: the union over all slices of the port that has the same NAME and protocol (not number), of the
 * slices' own family; FQDN slices and ports without a number are ignored, only `addresses[0]` counts. Of two entries with the same
 * ip:port the one that is not terminating wins; among equals the first, slices taken in name order.
 * Source: kubernetes pkg/proxy/endpointslicecache.go, addEndpoints and endpointInfoByServicePort (1.36).
 */
export function endpointsOfPort(slices: readonly EndpointSlice[], port: Pick<ServicePort, 'name' | 'protocol'>): readonly PortEndpoint[] {
  const chosen = new Map<string, PortEndpoint>();
  for (const slice of [...slices].sort(byName)) {
    for (const number of portNumbers(slice, port)) {
      slice.endpoints.forEach((endpoint, index) => {
        const found = portEndpoint(slice, endpoint, `endpoints[${index}]`, number);
        if (found === undefined) return;
        const key = `${found.ip} ${found.port}`;
        const known = chosen.get(key);
        if (known === undefined || (known.terminating && !found.terminating)) chosen.set(key, found);
      });
    }
  }
  return [...chosen.values()];
}

/** The port names and protocols that some slice gives a number. */
export function slicePorts(slices: readonly EndpointSlice[]): readonly { readonly name: string; readonly protocol: Protocol }[] {
  const ports = slices.flatMap((slice) => slice.ports).filter((port) => port.port !== undefined);
  return [...new Map(ports.map(({ name, protocol }) => [`${name}/${protocol}`, { name, protocol }])).values()];
}

/** Whether an endpoint takes new connections at all: ready, or serving while it terminates (kube-proxy's fallback). */
export function isUsable(endpoint: Pick<PortEndpoint, 'ready' | 'serving' | 'terminating'>): boolean {
  return endpoint.ready || (endpoint.serving && endpoint.terminating);
}

function portNumbers(slice: EndpointSlice, port: Pick<ServicePort, 'name' | 'protocol'>): readonly number[] {
  return slice.ports
    .filter((one) => one.name === port.name && one.protocol === port.protocol)
    .map((one) => one.port)
    .filter((number) => number !== undefined);
}

function portEndpoint(slice: EndpointSlice, endpoint: Endpoint, field: string, port: number): PortEndpoint | undefined {
  const address = parseIp(endpoint.addresses[0] ?? '');
  if (address === undefined || address.family !== slice.addressType) return undefined;
  const { nodeName, zone, conditions, hints } = endpoint;
  return {
    ip: address.text,
    port,
    family: address.family,
    ready: conditions.ready ?? true,
    serving: conditions.serving ?? true,
    terminating: conditions.terminating ?? false,
    ...(nodeName === undefined ? {} : { nodeName }),
    ...(zone === undefined ? {} : { zone }),
    zoneHints: (hints?.forZones ?? []).map((one) => one.name),
    nodeHints: (hints?.forNodes ?? []).map((one) => one.name),
    slice,
    field,
    endpoint,
  };
}

function byName(a: EndpointSlice, b: EndpointSlice): number {
  return a.metadata.name < b.metadata.name ? -1 : Number(a.metadata.name > b.metadata.name);
}
