import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { type Listing, mapListing } from '../../../model/listing.ts';
import type { EndpointSlice } from '../../../model/resources/endpoint-slice.ts';
import type { Metadata } from '../../../model/resources/metadata.ts';
import type { Pod } from '../../../model/resources/pod.ts';
import type { Service } from '../../../model/resources/service.ts';
import { selects } from '../../../model/values/label-selector.ts';
import { slicesOf } from '../../service/index.ts';
import type { KubernetesSettings } from './plugin-settings.ts';

/** Which objects of the API the plugin watches: it knows of no others. */
export type Watched = Pick<KubernetesSettings, 'labels' | 'noEndpoints'>;

/** Whether `labels` lets an object in: it narrows Services, EndpointSlices and pods alike. Source: coredns plugin/kubernetes/controller.go (1.11 to 1.14). */
export function isWatched({ labels }: Metadata, settings: Watched): boolean {
  return settings.labels === undefined || selects(settings.labels, labels);
}

/** The slices of a Service that the plugin knows; none with `noendpoints`. */
export function watchedSlicesOf(service: Service, settings: Watched, cluster: ClusterIndex): Listing<EndpointSlice> {
  return settings.noEndpoints ? { state: 'complete', items: [] } : watchedOf(slicesOf(service, cluster), settings);
}

/** All slices that the plugin knows; none with `noendpoints`. */
export function watchedSlices(settings: Watched, cluster: ClusterIndex): Listing<EndpointSlice> {
  return settings.noEndpoints ? { state: 'complete', items: [] } : watchedOf(cluster.list('EndpointSlice'), settings);
}

/**
 * The pods of a namespace with an address as their first: those that have not ended and are not about to end.
 * Source: coredns plugin/kubernetes/controller.go, podListFunc; object/pod.go, ToPod (1.11 to 1.14).
 */
export function watchedPodsAt(address: string, namespace: string, settings: Watched, cluster: ClusterIndex): Listing<Pod> {
  const pods = watchedOf(cluster.list('Pod', { namespace, fields: { 'status.podIP': address } }), settings);
  return mapListing(pods, (items) =>
    items.filter(({ metadata, status }) => metadata.deletionTimestamp === undefined && ['Pending', 'Running'].includes(status.phase)),
  );
}

function watchedOf<T extends { readonly metadata: Metadata }>(listing: Listing<T>, settings: Watched): Listing<T> {
  return mapListing(listing, (items) => items.filter(({ metadata }) => isWatched(metadata, settings)));
}
