import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Listing } from '../../model/listing.ts';
import { type EndpointSlice, SERVICE_NAME_LABEL } from '../../model/resources/endpoint-slice.ts';
import type { Pod } from '../../model/resources/pod.ts';
import { hasSelector, type Service } from '../../model/resources/service.ts';
import { selectorOfLabels } from '../../model/values/label-selector.ts';
import { slicesFromEndpoints } from './endpoints-fallback.ts';

/**
 * The EndpointSlices of a Service: those of its namespace whose label `kubernetes.io/service-name` is its name; a slice's own name
 * means nothing. Where the server has no EndpointSlices, what its v1 Endpoints say, written as slices.
 * Source: kubernetes pkg/proxy/endpointslicecache.go (1.36).
 */
export function slicesOf(service: Service, cluster: ClusterIndex): Listing<EndpointSlice> {
  const { name, namespace = '' } = service.metadata;
  const slices = cluster.list('EndpointSlice', { namespace, labels: selectorOfLabels({ [SERVICE_NAME_LABEL]: name }) });
  if (slices.state !== 'unknown' || !slices.gaps.some((gap) => gap.reason === 'not-served')) return slices;
  const fallback = cluster.get('Endpoints', name, namespace);
  switch (fallback.state) {
    case 'found':
      return { state: 'complete', items: slicesFromEndpoints(fallback.item) };
    case 'absent':
      return { state: 'complete', items: [] };
    case 'unknown':
      return slices;
  }
}

/** The pods that a Service's selector picks, whatever their state; none where it has no selector. */
export function podsOf(service: Service, cluster: ClusterIndex): Listing<Pod> {
  if (!hasSelector(service)) return { state: 'complete', items: [] };
  const { namespace = '' } = service.metadata;
  const labels = selectorOfLabels(service.spec.selector);
  return cluster.list('Pod', { namespace, labels });
}
