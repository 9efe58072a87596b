import ipaddr from 'ipaddr.js';
import { parseCidr } from '../../model/values/cidr.ts';
import { type IpFamily, parseIp } from '../../model/values/ip.ts';

/** A range of addresses as numbers, both ends included. IPv6 does not fit into a number, so both families count in bigint. */
export interface Interval {
  readonly family: IpFamily;
  readonly first: bigint;
  readonly last: bigint;
}

const BITS = { IPv4: 32n, IPv6: 128n } as const;

/** All addresses of a CIDR. Undefined when the text is no CIDR. */
export function intervalOf(cidr: string): Interval | undefined {
  const range = parseCidr(cidr);
  const first = range === undefined ? undefined : numberOf(range.network);
  if (range === undefined || first === undefined) return undefined;
  const hostBits = (1n << (BITS[range.family] - BigInt(range.prefix))) - 1n;
  return { family: range.family, first, last: first | hostBits };
}

/**
 * The addresses of a CIDR that the allocator may give to a Service: not the first, and with IPv4 not the last, which is the broadcast
 * address. Undefined when there is none, or the text is no CIDR.
 * Source: kubernetes pkg/api/servicecidr/servicecidr.go, PrefixContainsIP (1.36).
 */
export function usableInterval(cidr: string): Interval | undefined {
  const all = intervalOf(cidr);
  if (all === undefined) return undefined;
  const usable = { family: all.family, first: all.first + 1n, last: all.family === 'IPv4' ? all.last - 1n : all.last };
  return usable.first > usable.last ? undefined : usable;
}

/** An address as a number. Undefined when the text is no address. */
export function numberOf(address: string): bigint | undefined {
  const ip = parseIp(address);
  if (ip === undefined) return undefined;
  const bytes = ipaddr.parse(ip.text).toByteArray();
  return bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
}

/** The address that a number stands for, in canonical spelling. */
export function addressOf(number: bigint, family: IpFamily): string {
  const length = Number(BITS[family] / 8n);
  const bytes = Array.from({ length }, (_, index) => Number((number >> BigInt(8 * (length - 1 - index))) & 0xffn));
  const address = ipaddr.fromByteArray(bytes);
  return address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString();
}
