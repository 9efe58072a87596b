import { examinedKinds, type Rule } from '../../audit/rule.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { KINDS, type Kind } from '../../model/kind.ts';
import { type Listing, mapListing } from '../../model/listing.ts';
import type { Resource } from '../../model/resources/index.ts';
import { type LabelSelector, selects } from '../../model/values/label-selector.ts';

/** Which objects are judged. `namespace` absent: those of all namespaces. */
export interface AuditSelection {
  readonly namespace?: string;
  readonly labels?: LabelSelector;
}

/** The kinds that rules examine, each once. */
export function subjectKinds(rules: readonly Rule[]): readonly Kind[] {
  return [...new Set(rules.flatMap(examinedKinds))];
}

/** The namespace of what every other needs, such as DNS. */
const SYSTEM = 'kube-system';

/**
 * The objects of a kind that are judged. Those of cluster scope count for every namespace, but for other namespaces, and so do ConfigMaps:
 * only the few that configure the cluster are read.
 */
export function subjectsOf<K extends Kind>(
  kind: K,
  { namespace, labels = [] }: AuditSelection,
  cluster: ClusterIndex,
): Listing<Resource<K>> {
  const scope = namespace === undefined || !KINDS[kind].namespaced ? {} : { namespace };
  const all: Listing<Resource<K>> = kind === 'ConfigMap' ? { state: 'complete', items: cluster.known(kind) } : cluster.list(kind, scope);
  const concerns = (name: string) => kind !== 'Namespace' || namespace === undefined || [namespace, SYSTEM].includes(name);
  return mapListing(all, (items) => items.filter(({ metadata }) => concerns(metadata.name) && selects(labels, metadata.labels)));
}
