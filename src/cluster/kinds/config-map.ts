import type { ConfigMap } from '../../model/resources/config-map.ts';
import { metadataOf, type RawReader } from './raw.ts';

/** A v1 ConfigMap; binary entries are left out. */
export function configMapOf(raw: RawReader): ConfigMap {
  return { metadata: metadataOf(raw), data: raw.textMap('data') };
}
