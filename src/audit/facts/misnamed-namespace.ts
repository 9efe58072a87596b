import type { ClusterIndex } from '../../model/cluster-index.ts';
import { knownItems } from '../../model/listing.ts';
import type { LabelSelector } from '../../model/values/label-selector.ts';
import { perCluster } from './by-value.ts';

/** Keys that are taken for the label with a namespace's name. */
const KEYS: readonly string[] = ['name', 'namespace', 'ns', 'kubernetes.io/name', 'metadata.name', 'kubernetes.io/namespace'];

const namesAndKeys = perCluster((cluster) => {
  const namespaces = knownItems(cluster.metadata('Namespace'));
  return {
    names: new Set(namespaces.map(({ metadata }) => metadata.name)),
    keys: new Set(namespaces.flatMap(({ metadata }) => Object.keys(metadata.labels))),
  };
});

/** A label by which a selector asks for a namespace by its name, which no namespace has. */
export interface MisnamedNamespace {
  readonly key: string;
  readonly name: string;
}

/**
 * The requirement of a selector that means a namespace by its name and asks for a label that no namespace has at all, while
 * `kubernetes.io/metadata.name` would pick one that exists.
 */
export function misnamedNamespace(selector: LabelSelector, cluster: ClusterIndex): MisnamedNamespace | undefined {
  const { names, keys } = namesAndKeys(cluster);
  for (const { key, operator, values } of selector) {
    const name = values.find((value) => names.has(value));
    if (operator === 'In' && KEYS.includes(key) && !keys.has(key) && name !== undefined) return { key, name };
  }
  return undefined;
}
