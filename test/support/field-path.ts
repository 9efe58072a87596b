import { indexSnapshot } from '../../src/model/cluster-index.ts';
import type { Evidence } from '../../src/model/evidence.ts';
import type { ClusterSnapshot } from '../../src/model/snapshot.ts';

/** Whether the object that an evidence names exists in the snapshot and has the field. */
export function fieldExists(snapshot: ClusterSnapshot, { object, field }: Evidence): boolean {
  const found = indexSnapshot(snapshot).get(object.kind, object.name, object.namespace);
  if (found.state !== 'found') return false;
  const keys = field.split(/\.(?![^[]*\])|\[(\d+)\]|\["([^"]+)"\]/).filter((key) => key !== undefined && key !== '');
  let value: unknown = found.item;
  for (const key of keys) value = (value as Record<string, unknown> | undefined)?.[key];
  return value !== undefined;
}
