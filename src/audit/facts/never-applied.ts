import type { Kind } from '../../model/kind.ts';
import type { Gap } from '../../model/listing.ts';
import type { Metadata } from '../../model/resources/metadata.ts';

/**
 * Why the status of an object says nothing: no server has seen it, it is a manifest. Empty where one has.
 * Source: apimachinery, meta/v1 ObjectMeta: servers set creationTimestamp, and clients cannot.
 */
export function neverApplied(kind: Kind, { name, namespace, creationTimestamp }: Metadata): readonly Gap[] {
  if (creationTimestamp !== undefined) return [];
  const scope = { name, ...(namespace === undefined ? {} : { namespace }) };
  return [{ kind, scope, reason: 'not-applied', message: 'it was not applied yet, so that it has no status' }];
}
