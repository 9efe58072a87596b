import { podsOf } from '../../engines/service/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { knownItems, type Listing, mapListing } from '../../model/listing.ts';
import { refTo } from '../../model/object-ref.ts';
import { isPodFinished } from '../../model/resources/pod.ts';
import { hasSelector, type Service } from '../../model/resources/service.ts';
import type { LabelSelector } from '../../model/values/label-selector.ts';
import { type Args, type Hit, type Unjudged, unjudged } from '../rule.ts';
import { type Selection, selectionOf } from './selection.ts';
import type { Labelled } from './selector-near-miss.ts';

/** Judges a Service whose selector matches no pod, by what it may have meant. Nothing further is read of any other Service. */
export function judgeEmptySelection<A extends Args>(
  service: Service,
  cluster: ClusterIndex,
  judge: (selection: Selection) => readonly (Hit<A> | Unjudged)[],
): readonly (Hit<A> | Unjudged)[] {
  if (!hasSelector(service)) return [];
  const pods = podsOf(service, cluster);
  if (knownItems(pods).length > 0) return [];
  return pods.state === 'complete' ? judge(selectionOf(service, service.spec.selector)) : unjudged(pods.gaps);
}

/** The pods of a namespace, or those of all namespaces that a selector picks, by their labels; without those known to have finished. */
export function labelledPods(
  scope: { readonly namespace: string } | { readonly labels: LabelSelector },
  cluster: ClusterIndex,
): Listing<Labelled> {
  return mapListing(cluster.metadata('Pod', scope), (pods) =>
    pods
      .filter(({ metadata }) => {
        const pod = cluster.get('Pod', metadata.name, metadata.namespace);
        return pod.state !== 'found' || !isPodFinished(pod.item);
      })
      .map(({ metadata }) => ({ ref: refTo('Pod', metadata), labels: metadata.labels })),
  );
}
