import type { IPAddress } from '../../model/resources/ip-address.ts';
import { conditionOf } from '../../model/resources/pod.ts';
import type { ServiceCIDR } from '../../model/resources/service-cidr.ts';
import { parseCidr } from '../../model/values/cidr.ts';
import { familyOf } from '../../model/values/ip.ts';
import { clusterIPBands } from './bands.ts';
import { intervalOf, numberOf, usableInterval } from './interval.ts';

const MANAGED_BY_LABEL = 'ipaddress.kubernetes.io/managed-by';
const ALLOCATOR = 'ipallocator.k8s.io';

/** The shortest prefix that the allocator takes for IPv6. */
const SHORTEST_IPV6_PREFIX = 64;

/** Whether a CIDR may give an address to a Service: it lies in it, and is neither its first nor, with IPv4, its broadcast address. */
export function isUsableIn(cidr: string, address: string): boolean {
  const range = usableInterval(cidr);
  const number = numberOf(address);
  return range !== undefined && number !== undefined && range.family === familyOf(address) && range.first <= number && number <= range.last;
}

/** The band of a CIDR that an address lies in; undefined where the CIDR cannot give it to a Service. */
export function bandOfAddress(cidr: string, address: string): 'static' | 'dynamic' | undefined {
  const bands = clusterIPBands(cidr);
  const start = usableInterval(cidr)?.first;
  const number = numberOf(address);
  if (bands === undefined || start === undefined || number === undefined || !isUsableIn(cidr, address)) return undefined;
  return number < start + BigInt(bands.offset) ? 'static' : 'dynamic';
}

/** Whether every address of `inner` lies in `outer`. False when either is no CIDR or their families differ. */
export function cidrContainsCidr(outer: string, inner: string): boolean {
  const [a, b] = [intervalOf(outer), intervalOf(inner)];
  return a !== undefined && b !== undefined && a.family === b.family && a.first <= b.first && b.last <= a.last;
}

/** Whether two CIDRs share an address. False when either is no CIDR or their families differ. */
export function cidrsOverlap(a: string, b: string): boolean {
  return cidrContainsCidr(a, b) || cidrContainsCidr(b, a);
}

/**
 * The ServiceCIDRs that may give an address, ready or not.
 * Source of this and the next two: kubernetes pkg/api/servicecidr/servicecidr.go (1.36).
 */
export function serviceCIDRsContainingIP(all: readonly ServiceCIDR[], address: string): readonly ServiceCIDR[] {
  return all.filter(({ spec }) => spec.cidrs.some((cidr) => isUsableIn(cidr, address)));
}

/** The ServiceCIDRs that have all of a CIDR's addresses. */
export function serviceCIDRsContainingPrefix(all: readonly ServiceCIDR[], prefix: string): readonly ServiceCIDR[] {
  return all.filter(({ spec }) => spec.cidrs.some((cidr) => cidrContainsCidr(cidr, prefix)));
}

/** The ServiceCIDRs that share an address with a CIDR. */
export function serviceCIDRsOverlappingPrefix(all: readonly ServiceCIDR[], prefix: string): readonly ServiceCIDR[] {
  return all.filter(({ spec }) => spec.cidrs.some((cidr) => cidrsOverlap(cidr, prefix)));
}

/**
 * Whether a ServiceCIDR gives out addresses: not while it is being deleted or its Ready condition is not True. A missing condition means
 * that no controller has looked at it, and counts as ready.
 * Source: kubernetes pkg/registry/core/service/ipallocator/cidrallocator.go, syncAllocators and isReady (1.36).
 */
export function isServiceCIDRReady({ metadata, status }: ServiceCIDR): boolean {
  const ready = conditionOf(status.conditions, 'Ready');
  return metadata.deletionTimestamp === undefined && (ready === undefined || ready.status === 'True');
}

/**
 * Whether a ServiceCIDR may be deleted at once: every address inside it that the allocator has given is also inside another one.
 * Source: kubernetes pkg/controller/servicecidrs/servicecidrs_controller.go, canDeleteCIDR (1.36).
 */
export function serviceCIDRDeletable(
  { metadata, spec }: Pick<ServiceCIDR, 'metadata' | 'spec'>,
  all: readonly ServiceCIDR[],
  addresses: readonly IPAddress[],
): boolean {
  const others = all.filter((one) => one.metadata.name !== metadata.name);
  return addresses
    .filter((address) => address.metadata.labels[MANAGED_BY_LABEL] === ALLOCATOR)
    .map((address) => address.metadata.name)
    .every((ip) => !spec.cidrs.some((cidr) => isUsableIn(cidr, ip)) || serviceCIDRsContainingIP(others, ip).length > 0);
}

/**
 * Whether the allocator takes a CIDR at all: with IPv6 its prefix must be /64 or longer.
 * Source: kubernetes pkg/registry/core/service/ipallocator/ipallocator.go, NewIPAllocator (1.36).
 */
export function isAllocatableCIDR(cidr: string): boolean {
  const range = parseCidr(cidr);
  return range !== undefined && (range.family === 'IPv4' || range.prefix >= SHORTEST_IPV6_PREFIX);
}
