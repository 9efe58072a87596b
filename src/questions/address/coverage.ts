import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Kind } from '../../model/kind.ts';
import { type Gap, gapsOf, type Listing } from '../../model/listing.ts';
import type { NotChecked } from '../../model/report.ts';
import { type IpAddress, rangeOf } from '../../model/values/ip.ts';
import { explainGap } from '../coverage.ts';
import { isClusterIP, mayBeSecondAddress } from './where-to-look.ts';

/** What each list would have told. */
const WOULD_TELL = {
  Pod: 'whether a pod has it',
  Service: 'whether it is a Cluster IP, an externalIP or a load balancer address',
  Node: 'whether it is a node address or in a pod CIDR',
  ServiceCIDR: 'whether it is in a range of Cluster IPs',
  EndpointSlice: 'which Services send to it',
  Ingress: 'whether an Ingress reports it',
  Gateway: 'whether a Gateway reports it',
} as const satisfies Partial<Record<Kind, string>>;

type Deciding = keyof typeof WOULD_TELL;

/** Whether it is known of every pod whether it has the address. */
export function arePodsKnown(ip: IpAddress, cluster: ClusterIndex): boolean {
  return gapsAboutPods(ip, cluster).length === 0;
}

/**
 * The gaps that keep an address from being told to be nobody's. Ingresses and Gateways are none: what one reports is the address of a load
 * balancer outside the cluster, or of a node or Service that has it itself.
 */
export function decidingGaps(ip: IpAddress, cluster: ClusterIndex): readonly Gap[] {
  const assumed: readonly Kind[] = assumesServiceRange(ip, cluster) ? ['Ingress', 'Gateway', 'ServiceCIDR'] : ['Ingress', 'Gateway'];
  return missing(ip, cluster).flatMap(([kind, gaps]) => (assumed.includes(kind) ? [] : gaps));
}

/** Whether it rests on an assumption that a public address is no unused Cluster IP: before 1.33 no object shows their range. */
export function assumesServiceRange(ip: IpAddress, cluster: ClusterIndex): boolean {
  const gaps = gapsOf(cluster.list('ServiceCIDR'));
  return gaps.length > 0 && gaps.every(({ reason }) => reason === 'not-served') && rangeOf(ip.text) === 'unicast';
}

/** What was not looked at, because it could not be read or, where something has the address, need not be. */
export function notCheckedOf(ip: IpAddress, cluster: ClusterIndex): readonly NotChecked[] {
  const slices = isClusterIP(ip, cluster) && !cluster.covers({ kind: 'EndpointSlice' });
  return [
    ...missing(ip, cluster).map(([kind, [gap]]) =>
      kind === 'Pod' && gap?.reason === 'not-read' && !hasGaps(firstAddresses(ip, cluster))
        ? skipped('whether it is the second address of a pod', 'all pods are read only for an address that nothing else has')
        : skipped(WOULD_TELL[kind], gap === undefined ? 'not read' : `${gap.kind}: ${explainGap(gap)}`),
    ),
    ...(slices ? [skipped(WOULD_TELL.EndpointSlice, 'not read for a Cluster IP, which no endpoint may have')] : []),
  ];
}

function skipped(what: string, why: string): NotChecked {
  return { what, why, codes: [] };
}

function missing(ip: IpAddress, cluster: ClusterIndex): readonly (readonly [Deciding, readonly Gap[]])[] {
  const lists: readonly Deciding[] = isClusterIP(ip, cluster)
    ? ['Service', 'Node', 'ServiceCIDR']
    : ['Service', 'Node', 'ServiceCIDR', 'EndpointSlice', 'Ingress', 'Gateway'];
  const others = lists.map((kind) => [kind, gapsToTell(kind, cluster)] as const);
  return [['Pod', gapsAboutPods(ip, cluster)] as const, ...others].filter(([, gaps]) => gaps.length > 0);
}

/** A server without the Gateway API has no Gateways. */
function gapsToTell(kind: Deciding, cluster: ClusterIndex): readonly Gap[] {
  const gaps = gapsOf(cluster.list(kind) as Listing<unknown>);
  return kind === 'Gateway' ? gaps.filter(({ reason }) => reason !== 'not-served') : gaps;
}

/** Pods are asked for by their first address; where it could be a second one, all of them must be known. */
function gapsAboutPods(ip: IpAddress, cluster: ClusterIndex): readonly Gap[] {
  const first = firstAddresses(ip, cluster);
  return gapsOf(hasGaps(first) || !mayBeSecondAddress(ip, cluster) ? first : cluster.list('Pod'));
}

function firstAddresses(ip: IpAddress, cluster: ClusterIndex): Listing<unknown> {
  return cluster.list('Pod', { fields: { 'status.podIP': ip.text } });
}

function hasGaps(listing: Listing<unknown>): boolean {
  return gapsOf(listing).length > 0;
}
