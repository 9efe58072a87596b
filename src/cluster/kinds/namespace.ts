import type { Namespace } from '../../model/resources/namespace.ts';
import { conditionsOf, metadataOf, present, type RawReader } from './raw.ts';

/** A v1 Namespace. */
export function namespaceOf(raw: RawReader): Namespace {
  const status = raw.object('status');
  return { metadata: metadataOf(raw), status: present({ phase: status.text('phase'), conditions: conditionsOf(status) }) };
}
