import { type Endpoint, type EndpointSlice, SERVICE_NAME_LABEL } from '../../model/resources/endpoint-slice.ts';
import type { EndpointAddress, Endpoints } from '../../model/resources/endpoints.ts';
import { familyOf, type IpFamily } from '../../model/values/ip.ts';

/**
 * What a v1 Endpoints object says, as slices: one for each subset and family. It knows no terminating state, so an address is
 * ready and serving, or neither. Source: kubernetes pkg/controller/endpointslicemirroring/utils.go (1.36).
 */
export function slicesFromEndpoints(endpoints: Endpoints): readonly EndpointSlice[] {
  const { metadata } = endpoints;
  const families: readonly IpFamily[] = ['IPv4', 'IPv6'];
  return endpoints.subsets.flatMap((subset) =>
    families.flatMap((family) => {
      const ofFamily = (address: EndpointAddress) => familyOf(address.ip) === family;
      const found = [
        ...subset.addresses.filter(ofFamily).map((address) => endpointOf(address, true)),
        ...subset.notReadyAddresses.filter(ofFamily).map((address) => endpointOf(address, false)),
      ];
      if (found.length === 0) return [];
      return [
        {
          metadata: { ...metadata, labels: { ...metadata.labels, [SERVICE_NAME_LABEL]: metadata.name } },
          addressType: family,
          endpoints: found,
          ports: subset.ports,
        },
      ];
    }),
  );
}

function endpointOf(address: EndpointAddress, ready: boolean): Endpoint {
  const { ip, hostname, nodeName, targetRef } = address;
  return {
    addresses: [ip],
    conditions: { ready, serving: ready, terminating: false },
    ...(hostname === undefined ? {} : { hostname }),
    ...(nodeName === undefined ? {} : { nodeName }),
    ...(targetRef === undefined ? {} : { targetRef }),
  };
}
