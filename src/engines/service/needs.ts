import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Need } from '../../model/listing.ts';
import type { EndpointSlice } from '../../model/resources/endpoint-slice.ts';
import { hasSelector, type Service } from '../../model/resources/service.ts';
import { selectorOfLabels } from '../../model/values/label-selector.ts';

/** Up to so many objects are read one by one; beyond that one list costs less. */
export const ONE_BY_ONE = 50;

/** The pods behind a Service: those that the selector picks; for a Service without one, those that its slices name. */
export function podNeeds(service: Service, slices: readonly EndpointSlice[]): readonly Need[] {
  if (!hasSelector(service)) return targetPodNeeds(slices).slice(0, ONE_BY_ONE);
  return [{ kind: 'Pod', namespace: service.metadata.namespace ?? '', labels: selectorOfLabels(service.spec.selector) }];
}

/** The pods that slices name, one by one. */
export function targetPodNeeds(slices: readonly EndpointSlice[]): readonly Need[] {
  const endpoints = slices.flatMap((slice) => slice.endpoints.map((endpoint) => ({ slice, ref: endpoint.targetRef })));
  return endpoints.flatMap(({ slice, ref }) =>
    ref?.kind === 'Pod' ? [{ kind: 'Pod' as const, namespace: ref.namespace ?? slice.metadata.namespace ?? '', name: ref.name }] : [],
  );
}

/** Nodes by name: one by one while they are few, else all. */
export function nodeNeeds(names: readonly string[]): readonly Need[] {
  const distinct = [...new Set(names)];
  return distinct.length > ONE_BY_ONE ? [{ kind: 'Node' }] : distinct.map((name) => ({ kind: 'Node', name }));
}

/** The nodes that slices name. */
export function endpointNodeNeeds(slices: readonly EndpointSlice[]): readonly Need[] {
  const names = slices.flatMap((slice) => slice.endpoints.map((endpoint) => endpoint.nodeName)).filter((name) => name !== undefined);
  return nodeNeeds(names);
}

/** Says beforehand what is going to be asked, so that a reader fetches it in one round. Has no effect on what is known. */
export function announce(cluster: ClusterIndex, needs: readonly Need[]): void {
  for (const need of needs) cluster.covers(need);
}
