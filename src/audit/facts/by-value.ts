import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Kind } from '../../model/kind.ts';
import { type Listing, mapListing } from '../../model/listing.ts';
import type { Resource } from '../../model/resources/index.ts';

/**
 * What is worked out once for a cluster and asked for once for each of its objects. Without it a rule that holds each object against all
 * others would go through all of them each time.
 */
export function perCluster<T>(derive: (cluster: ClusterIndex) => T): (cluster: ClusterIndex) => T {
  const known = new WeakMap<ClusterIndex, { readonly value: T }>();
  return (cluster) => {
    const found = known.get(cluster) ?? { value: derive(cluster) };
    known.set(cluster, found);
    return found.value;
  };
}

/** Puts items into groups; one with several keys is in several groups. */
export function groupBy<T>(items: readonly T[], keysOf: (item: T) => readonly string[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    for (const key of new Set(keysOf(item))) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [item]);
      else group.push(item);
    }
  }
  return groups;
}

/**
 * The objects of a kind that have a value: looked up among all of them where they were read, else asked for by `field`, by which the API
 * can select.
 */
export function byValue<K extends Kind>(
  kind: K,
  field: string,
  valuesOf: (item: Resource<K>) => readonly string[],
): (value: string, cluster: ClusterIndex) => Listing<Resource<K>> {
  const grouped = perCluster((cluster) => mapListing(cluster.list(kind), (all) => [groupBy(all, valuesOf)]));
  return (value, cluster) => {
    const groups = grouped(cluster);
    return groups.state === 'unknown'
      ? cluster.list(kind, { fields: { [field]: value } })
      : mapListing(groups, ([byKey]) => byKey?.get(value) ?? []);
  };
}
