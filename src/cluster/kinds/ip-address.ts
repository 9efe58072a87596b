import type { IPAddress } from '../../model/resources/ip-address.ts';
import { metadataOf, present, type RawReader } from './raw.ts';

/** A networking.k8s.io/v1 IPAddress. */
export function ipAddressOf(raw: RawReader): IPAddress {
  const parentRef = raw.object('spec').object('parentRef');
  return {
    metadata: metadataOf(raw),
    spec: {
      parentRef: present({
        group: parentRef.text('group') ?? '',
        resource: parentRef.text('resource') ?? '',
        namespace: parentRef.text('namespace') || undefined,
        name: parentRef.text('name') ?? '',
      }),
    },
  };
}
