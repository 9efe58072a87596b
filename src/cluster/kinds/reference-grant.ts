import type { ReferenceGrant } from '../../model/resources/reference-grant.ts';
import { metadataOf, present, type RawReader } from './raw.ts';

/** A gateway.networking.k8s.io ReferenceGrant. */
export function referenceGrantOf(raw: RawReader): ReferenceGrant {
  const spec = raw.object('spec');
  return {
    metadata: metadataOf(raw),
    spec: {
      from: spec
        .objects('from')
        .map((one) => ({ group: one.text('group') ?? '', kind: one.text('kind') ?? '', namespace: one.text('namespace') ?? '' })),
      to: spec
        .objects('to')
        .map((one) => present({ group: one.text('group') ?? '', kind: one.text('kind') ?? '', name: one.text('name') || undefined })),
    },
  };
}
