import type { ClusterIndex } from '../../model/cluster-index.ts';
import { gapsOf, knownItems, type Listing } from '../../model/listing.ts';
import type { Ingress } from '../../model/resources/ingress.ts';
import { isPodReady } from '../../model/resources/pod.ts';
import { dataPlanePods } from './data-plane.ts';
import type { Serving } from './serving.ts';

/** Whether somebody was seen who serves Ingresses of a class, and by what. */
export interface SeenController {
  readonly seen: 'yes' | 'no' | 'unknown';
  readonly says: string;
}

/**
 * Whether a controller was seen at work: a ready pod of a known one, or an address in the status of an Ingress that it serves, which only a
 * controller writes. Neither proves that it works today; that nothing is seen does not prove that there is none, since a controller may
 * run outside the cluster or under labels of its own.
 * @param together the Ingresses that it would serve
 */
export function controllerSeen({ known }: Serving, together: Listing<Ingress>, cluster: ClusterIndex): SeenController {
  const reporting = knownItems(together).find(({ status }) => status.loadBalancer.ingress.length > 0);
  if (reporting !== undefined) {
    const { namespace, name } = reporting.metadata;
    return { seen: 'yes', says: `the status of Ingress ${namespace}/${name} has an address, which a controller wrote` };
  }
  if (known === undefined || known.pods.length === 0) return { seen: 'unknown', says: 'no Ingress of its reports an address' };
  const pods = dataPlanePods(known, cluster);
  if (knownItems(pods).some(isPodReady)) return { seen: 'yes', says: `pods of ${known.name} are ready` };
  if (gapsOf(pods).length > 0) return { seen: 'unknown', says: `the pods of ${known.name} could not be read` };
  return { seen: 'no', says: `no ready pod of ${known.name} was seen, and no Ingress of its reports an address` };
}
