import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Lookup } from '../../model/listing.ts';
import type { ServiceCIDR } from '../../model/resources/service-cidr.ts';

/**
 * The ServiceCIDRs of a cluster that allocates Cluster IPs by objects; absent where it does not: the server does not have the kind (before
 * 1.33), or no ServiceCIDR exists, not even the one that the API server makes of its flag. Source: KEP-1880.
 */
export function serviceCIDRsOf(cluster: ClusterIndex): Lookup<readonly ServiceCIDR[]> {
  const listing = cluster.list('ServiceCIDR');
  if (listing.state === 'complete') return listing.items.length === 0 ? { state: 'absent' } : { state: 'found', item: listing.items };
  return listing.gaps.some((gap) => gap.reason === 'not-served') ? { state: 'absent' } : { state: 'unknown', gaps: listing.gaps };
}
