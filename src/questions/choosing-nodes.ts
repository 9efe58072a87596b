import type { ChoosingNode } from '../engines/service/index.ts';
import type { ClusterIndex } from '../model/cluster-index.ts';
import { type Listing, mapListing } from '../model/listing.ts';
import { zoneOf } from '../model/resources/node.ts';

/** Every node with its zone, as kube-proxy chooses by it: complete only where all nodes were read. */
export function choosingNodes(cluster: ClusterIndex): Listing<ChoosingNode> {
  return mapListing(cluster.metadata('Node'), (nodes) =>
    nodes.map(({ metadata }) => {
      const zone = zoneOf(metadata.labels);
      return zone === undefined ? { name: metadata.name } : { name: metadata.name, zone };
    }),
  );
}
