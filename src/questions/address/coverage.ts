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
} as const satisfies Partial<Record<Kind, string>>;

type Deciding = keyof typeof WOULD_TELL;

/** Whether it is known of every pod whether it has the address. */
export function arePodsKnown(ip: IpAddress, cluster: ClusterIndex): boolean {
  return gapsAboutPods(ip, cluster).length === 0;
}

/** The gaps that keep an address from being told to be nobody's. */
export function decidingGaps(ip: IpAddress, cluster: ClusterIndex): readonly Gap[] {
  const gaps = missing(ip, cluster).flatMap(([, all]) => all);
  return assumesServiceRange(ip, cluster) ? gaps.filter(({ kind }) => kind !== 'ServiceCIDR') : gaps;
}

/** Whether it rests on an assumption that a public address is no unused Cluster IP: before 1.33 no object shows their range. */
export function assumesServiceRange(ip: IpAddress, cluster: ClusterIndex): boolean {
  const gaps = gapsOf(cluster.list('ServiceCIDR'));
  return gaps.length > 0 && gaps.every(({ reason }) => reason === 'not-served') && rangeOf(ip.text) === 'unicast';
}

/** What was not looked at, because it could not be read or, for a Cluster IP, need not be. */
export function notCheckedOf(ip: IpAddress, cluster: ClusterIndex): readonly NotChecked[] {
  const left = isClusterIP(ip, cluster) && !cluster.covers({ kind: 'EndpointSlice' });
  return [
    ...missing(ip, cluster).map(([kind, [gap]]) => ({ what: WOULD_TELL[kind], why: explainFirst(gap), codes: [] })),
    ...(left ? [{ what: WOULD_TELL.EndpointSlice, why: 'not read for a Cluster IP, which no endpoint may have', codes: [] }] : []),
  ];
}

function explainFirst(gap: Gap | undefined): string {
  return gap === undefined ? 'not read' : `${gap.kind}: ${explainGap(gap)}`;
}

function missing(ip: IpAddress, cluster: ClusterIndex): readonly (readonly [Deciding, readonly Gap[]])[] {
  const lists: readonly Deciding[] = isClusterIP(ip, cluster)
    ? ['Service', 'Node', 'ServiceCIDR']
    : ['Service', 'Node', 'ServiceCIDR', 'EndpointSlice', 'Ingress'];
  const others = lists.map((kind) => [kind, gapsOf(cluster.list(kind) as Listing<unknown>)] as const);
  return [['Pod', gapsAboutPods(ip, cluster)] as const, ...others].filter(([, gaps]) => gaps.length > 0);
}

/** Pods are asked for by their first address; where it could be a second one, all of them must be known. */
function gapsAboutPods(ip: IpAddress, cluster: ClusterIndex): readonly Gap[] {
  const first = gapsOf(cluster.list('Pod', { fields: { 'status.podIP': ip.text } }));
  if (first.length > 0 || !mayBeSecondAddress(ip, cluster)) return first;
  return gapsOf(cluster.list('Pod'));
}
