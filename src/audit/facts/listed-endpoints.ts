import type { Endpoint, EndpointSlice } from '../../model/resources/endpoint-slice.ts';
import { counted } from './enumerate.ts';

/** An endpoint of a slice and where it stands. */
export interface ListedEndpoint {
  readonly slice: EndpointSlice;
  readonly endpoint: Endpoint;
  /** `endpoints[2]` */
  readonly field: string;
  /** The first address, which is the only one that counts. */
  readonly address: string;
}

/**
 * The endpoints that slices list, whatever their conditions and ports. One that stands in several slices, because its ports do, comes
 * once. Slices of type FQDN are left out, as kube-proxy leaves them out (kubernetes pkg/proxy/endpointslicecache.go).
 */
export function listedEndpoints(slices: readonly EndpointSlice[]): readonly ListedEndpoint[] {
  const listed = slices
    .filter((slice) => slice.addressType !== 'FQDN')
    .flatMap((slice) =>
      slice.endpoints.map((endpoint, index) => ({ slice, endpoint, field: `endpoints[${index}]`, address: endpoint.addresses[0] ?? '' })),
    );
  const byIdentity = new Map<string, ListedEndpoint>();
  for (const one of listed) {
    const { targetRef, nodeName } = one.endpoint;
    const identity = JSON.stringify([one.address, targetRef, nodeName]);
    if (!byIdentity.has(identity)) byIdentity.set(identity, one);
  }
  return [...byIdentity.values()];
}

/** `1 of 3 endpoints is`, `2 of 3 endpoints are`. */
export function shareOfEndpoints(part: number, total: number): string {
  return `${part} of ${counted(total, 'endpoint')} ${part === 1 ? 'is' : 'are'}`;
}
