import type { ClusterIndex } from '../../model/cluster-index.ts';
import { gapsOf, knownItems, type Listing } from '../../model/listing.ts';
import { type ObjectRef, refTo } from '../../model/object-ref.ts';
import type { Workload } from '../../model/resources/workload.ts';
import type { Labelled } from './selector-near-miss.ts';

/** A workload with the labels that it gives its pods. */
export interface LabelledWorkload extends Labelled {
  readonly ref: ObjectRef & { readonly kind: (typeof KINDS)[number] };
  readonly replicas: number;
}

const KINDS = ['Deployment', 'StatefulSet', 'ReplicaSet'] as const;

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
