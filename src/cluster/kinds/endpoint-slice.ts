import type { Endpoint, EndpointHints, EndpointSlice, TargetRef } from '../../model/resources/endpoint-slice.ts';
import type { Protocol } from '../../model/values/port.ts';
import { metadataOf, present, type RawReader } from './raw.ts';

/** A discovery.k8s.io/v1 EndpointSlice. Conditions are left as written; a port of 0 or null is "no port". */
export function endpointSliceOf(raw: RawReader): EndpointSlice {
  return {
    metadata: metadataOf(raw),
    addressType: (raw.text('addressType') ?? 'IPv4') as EndpointSlice['addressType'],
    endpoints: raw.objects('endpoints').map(endpointOf),
    ports: raw.objects('ports').map((port) =>
      present({
        name: port.text('name') ?? '',
        protocol: (port.text('protocol') ?? 'TCP') as Protocol,
        port: port.number('port') || undefined,
        appProtocol: port.text('appProtocol'),
      }),
    ),
  };
}

function endpointOf(raw: RawReader): Endpoint {
  const conditions = raw.object('conditions');
  return present({
    addresses: raw.texts('addresses'),
    conditions: present({
      ready: conditions.flag('ready'),
      serving: conditions.flag('serving'),
      terminating: conditions.flag('terminating'),
    }),
    hostname: raw.text('hostname'),
    nodeName: raw.text('nodeName'),
    zone: raw.text('zone'),
    targetRef: targetRefOf(raw),
    hints: hintsOf(raw),
  });
}

/** What an endpoint names as its backing object, if it does. */
export function targetRefOf(raw: RawReader): TargetRef | undefined {
  if (!raw.has('targetRef')) return undefined;
  const ref = raw.object('targetRef');
  return present({
    kind: ref.text('kind') ?? '',
    name: ref.text('name') ?? '',
    namespace: ref.text('namespace'),
    uid: ref.text('uid'),
  });
}

function hintsOf(raw: RawReader): EndpointHints | undefined {
  if (!raw.has('hints')) return undefined;
  const named = (key: string) =>
    raw
      .object('hints')
      .objects(key)
      .map((one) => ({ name: one.text('name') ?? '' }));
  return { forZones: named('forZones'), forNodes: named('forNodes') };
}
