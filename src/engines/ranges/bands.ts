import { addressOf, type Interval, intervalOf, usableInterval } from './interval.ts';

/** A part of a range of Cluster IPs, both ends included. */
export interface AddressBand {
  readonly first: string;
  readonly last: string;
  readonly count: bigint;
}

/** How the allocator divides one CIDR. A band that holds no address is null. */
export interface ClusterIPBands {
  /** How many addresses the static band is meant to have. */
  readonly offset: number;
  readonly usable: bigint;
  /** For addresses that people choose: the allocator takes one of these only when the dynamic band is used up. */
  readonly staticBand: AddressBand | null;
  /** From here the allocator takes addresses, at random. Choosing one of these is allowed and risks a collision. */
  readonly dynamicBand: AddressBand | null;
}

/** A part of the range of NodePorts, both ends included. */
export interface PortBand {
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

/** How the allocator divides the range of NodePorts. */
export interface NodePortBands {
  readonly offset: number;
  readonly staticBand: PortBand | null;
  readonly dynamicBand: PortBand | null;
}

/** The range of NodePorts unless the API server's `--service-node-port-range` says otherwise. */
export const DEFAULT_NODE_PORT_RANGE = { first: 30000, last: 32767 } as const;

const SMALLEST_OFFSET = 16n;
const MAX_UINT64 = (1n << 64n) - 1n;

/**
 * The bands of one CIDR from which Cluster IPs are given; host bits are ignored. Undefined when the text is no CIDR.
 * Source: kubernetes pkg/registry/core/service/ipallocator/bitmap.go, calculateRangeOffset (1.36); KEP-3070.
 */
export function clusterIPBands(cidr: string): ClusterIPBands | undefined {
  const all = intervalOf(cidr);
  if (all === undefined) return undefined;
  const offset = offsetOf(sizeOf(all), 16n, 256n);
  const usable = usableInterval(cidr);
  if (usable === undefined) return { offset: 0, usable: 0n, staticBand: null, dynamicBand: null };
  return {
    offset: Number(offset),
    usable: sizeOf(usable),
    staticBand: bandOf({ ...usable, last: usable.first + offset - 1n }),
    dynamicBand: bandOf({ ...usable, first: usable.first + offset }),
  };
}

/** The first address of a CIDR that a Service, or whoever else divides such a range, may get. Undefined when there is none. */
export function firstUsableAddress(cidr: string): string | undefined {
  const usable = usableInterval(cidr);
  return usable === undefined ? undefined : addressOf(usable.first, usable.family);
}

/**
 * How many Cluster IPs a CIDR has, as the allocator counts them: never more than 2^64 - 1. Zero when the text is no CIDR.
 * Source: kubernetes pkg/registry/core/service/ipallocator/ipallocator.go, hostsPerNetwork (1.36).
 */
export function usableAddresses(cidr: string): bigint {
  const usable = usableInterval(cidr);
  if (usable === undefined) return 0n;
  const size = sizeOf(usable);
  return size > MAX_UINT64 ? MAX_UINT64 : size;
}

/**
 * The bands of a range of NodePorts, both ends included.
 * Source: kubernetes pkg/registry/core/service/portallocator/allocator.go, calculateRangeOffset (1.36); KEP-3668.
 */
export function nodePortBands({ first, last }: { readonly first: number; readonly last: number } = DEFAULT_NODE_PORT_RANGE): NodePortBands {
  const offset = Number(offsetOf(BigInt(last - first + 1), 32n, 128n));
  const band = (from: number, to: number) => (from > to ? null : { first: from, last: to, count: to - from + 1 });
  return { offset, staticBand: band(first, first + offset - 1), dynamicBand: band(first + offset, last) };
}

/** None for a range of up to 16; else a fraction of it, at least 16 and at most `largest`. */
function offsetOf(size: bigint, fraction: bigint, largest: bigint): bigint {
  if (size <= SMALLEST_OFFSET) return 0n;
  const part = size / fraction;
  if (part < SMALLEST_OFFSET) return SMALLEST_OFFSET;
  return part > largest ? largest : part;
}

function sizeOf({ first, last }: Interval): bigint {
  return last - (first - 1n);
}

function bandOf(interval: Interval): AddressBand | null {
  const { family, first, last } = interval;
  return first > last ? null : { first: addressOf(first, family), last: addressOf(last, family), count: sizeOf(interval) };
}
