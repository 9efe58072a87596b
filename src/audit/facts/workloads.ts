import type { ClusterIndex } from '../../model/cluster-index.ts';
import { gapsOf, knownItems, type Listing } from '../../model/listing.ts';
import { type ObjectRef, refTo } from '../../model/object-ref.ts';
import type { Workload } from '../../model/resources/workload.ts';
import { type Labels, selectorOfLabels, selects } from '../../model/values/label-selector.ts';
import type { Labelled } from './selector-near-miss.ts';

/** A workload with the labels that it gives its pods. */
export interface LabelledWorkload extends Labelled {
  readonly ref: ObjectRef & { readonly kind: (typeof KINDS)[number] };
  readonly replicas: number;
}

const KINDS = ['Deployment', 'StatefulSet', 'ReplicaSet'] as const;

/** Whether a workload of a namespace, as a manifest has it that no server has seen, is going to have pods with some labels. */
export function willHavePods(namespace: string, labels: Labels, cluster: ClusterIndex): boolean {
  return KINDS.some((kind) =>
    knownItems<Workload>(cluster.list(kind, { namespace })).some(
      ({ metadata, spec }) =>
        metadata.uid === undefined && spec.replicas > 0 && selects(selectorOfLabels(labels), spec.template.metadata.labels),
    ),
  );
}

/** The workloads of a namespace that should have pods with some labels; none where they could not be read. */
export function makersOf(namespace: string, labels: Labels, cluster: ClusterIndex): readonly ObjectRef[] {
  const selector = selectorOfLabels(labels);
  return knownItems(workloadsIn(namespace, cluster))
    .filter((workload) => workload.replicas > 0 && selects(selector, workload.labels))
    .map(({ ref }) => ref);
}

/**
 * The Deployments, StatefulSets and ReplicaSets of a namespace; a ReplicaSet with an owner is left out, since its owner decides how
 * many pods it has. Unknown unless all three kinds are known.
 */
export function workloadsIn(namespace: string, cluster: ClusterIndex): Listing<LabelledWorkload> {
  const read = KINDS.map((kind) => ({ kind, listing: cluster.list(kind, { namespace }) }));
  const gaps = read.flatMap(({ listing }) => gapsOf(listing));
  if (gaps.length > 0) return { state: 'unknown', gaps };
  const items = read.flatMap(({ kind, listing }) =>
    knownItems<Workload>(listing)
      .filter(({ metadata }) => kind !== 'ReplicaSet' || metadata.ownerReferences.length === 0)
      .map(({ metadata, spec }) => ({
        ref: { ...refTo(kind, metadata), kind },
        labels: spec.template.metadata.labels,
        replicas: spec.replicas,
      })),
  );
  return { state: 'complete', items };
}
