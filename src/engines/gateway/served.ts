import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Kind } from '../../model/kind.ts';
import { gapsOf, type Listing, type Scope } from '../../model/listing.ts';
import type { Resource } from '../../model/resources/index.ts';

/** The objects of a kind in a scope; none where the server does not have the kind, since then there can be none. */
export function listServed<K extends Kind>(kind: K, cluster: ClusterIndex, scope: Scope = {}): Listing<Resource<K>> {
  const listing = cluster.list(kind, scope);
  const isMissing = listing.state === 'unknown' && gapsOf(listing).every((gap) => gap.reason === 'not-served');
  return isMissing ? { state: 'complete', items: [] } : listing;
}
