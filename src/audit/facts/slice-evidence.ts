import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Evidence } from '../../model/evidence.ts';
import { refTo } from '../../model/object-ref.ts';
import type { EndpointSlice } from '../../model/resources/endpoint-slice.ts';

/**
 * Evidence from a slice that `slicesOf` gave. Where the server has no EndpointSlices it was written from v1 Endpoints of the same
 * name, and those are what a person can look at.
 */
export function sliceEvidence(slice: EndpointSlice, cluster: ClusterIndex, shown: Omit<Evidence, 'object'>): Evidence {
  const { name, namespace } = slice.metadata;
  const own = cluster.get('EndpointSlice', name, namespace).state === 'found';
  return own
    ? { ...shown, object: refTo('EndpointSlice', slice.metadata) }
    : { object: refTo('Endpoints', slice.metadata), field: 'subsets', says: shown.says };
}
