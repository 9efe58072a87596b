import type { EndpointAddress, Endpoints } from '../../model/resources/endpoints.ts';
import type { Protocol } from '../../model/values/port.ts';
import { targetRefOf } from './endpoint-slice.ts';
import { metadataOf, present, type RawReader } from './raw.ts';

/** A v1 Endpoints object, for servers that have no EndpointSlices. */
export function endpointsOf(raw: RawReader): Endpoints {
  return {
    metadata: metadataOf(raw),
    subsets: raw.objects('subsets').map((subset) => ({
      addresses: subset.objects('addresses').map(addressOf),
      notReadyAddresses: subset.objects('notReadyAddresses').map(addressOf),
      ports: subset.objects('ports').map((port) => ({
        name: port.text('name') ?? '',
        port: port.number('port') ?? 0,
        protocol: (port.text('protocol') ?? 'TCP') as Protocol,
      })),
    })),
  };
}

function addressOf(raw: RawReader): EndpointAddress {
  return present({
    ip: raw.text('ip') ?? '',
    hostname: raw.text('hostname'),
    nodeName: raw.text('nodeName'),
    targetRef: targetRefOf(raw),
  });
}
