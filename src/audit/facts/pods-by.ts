import type { ClusterIndex } from '../../model/cluster-index.ts';
import { type Listing, mapListing } from '../../model/listing.ts';
import { isPodFinished, isPodTerminating, type Pod } from '../../model/resources/pod.ts';
import { parseIp } from '../../model/values/ip.ts';
import { byValue } from './by-value.ts';

/** The pods that are on a node, finished ones and those of the host's network included. */
export const podsOn: (node: string, cluster: ClusterIndex) => Listing<Pod> = byValue('Pod', 'spec.nodeName', ({ spec }) =>
  spec.nodeName === undefined ? [] : [spec.nodeName],
);

const podsByAddress = byValue('Pod', 'status.podIP', ({ status }) => status.podIPs.map(({ ip }) => canonical(ip)));

/** The pods that hold an address of the pod network, in any spelling. Where not all pods were read, those that have it first. */
export function holdersOf(address: string, cluster: ClusterIndex): Listing<Pod> {
  return mapListing(podsByAddress(canonical(address), cluster), (pods) => pods.filter(holdsPodAddress));
}

/**
 * Whether a pod has an address of its own that is in use: it has not finished, which leaves the address in its status while another pod may
 * get it, is not being deleted, and does not share its node's address.
 */
export function holdsPodAddress(pod: Pod): boolean {
  return !pod.spec.hostNetwork && !isPodFinished(pod) && !isPodTerminating(pod) && pod.status.podIPs.length > 0;
}

function canonical(address: string): string {
  return parseIp(address)?.text ?? address;
}
