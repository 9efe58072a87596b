import ipaddr from 'ipaddr.js';
import { parseCidr } from '../../model/values/cidr.ts';
import { type IpFamily, parseIp } from '../../model/values/ip.ts';

/** A CIDR, ready to be asked often. */
export interface AddressRange {
  readonly text: string;
  readonly family: IpFamily;
  readonly prefix: number;
  readonly network: readonly number[];
}

/** Reads a CIDR; host bits are ignored, as network plugins do. Undefined when it is none. */
export function addressRange(text: string): AddressRange | undefined {
  const cidr = parseCidr(text);
  if (cidr === undefined) return undefined;
  return { text, family: cidr.family, prefix: cidr.prefix, network: ipaddr.parse(cidr.network).toByteArray() };
}

/** Whether a range holds an address. */
export function rangeHolds({ family, prefix, network }: AddressRange, address: ParsedAddress): boolean {
  if (family !== address.family) return false;
  const whole = prefix >> 3;
  for (let index = 0; index < whole; index += 1) if (network[index] !== address.bytes[index]) return false;
  const rest = prefix & 7;
  return rest === 0 || ((network[whole] ?? 0) ^ (address.bytes[whole] ?? 0)) >> (8 - rest) === 0;
}

/** An address as bytes. */
export interface ParsedAddress {
  readonly family: IpFamily;
  readonly bytes: readonly number[];
}

/** Reads an address; undefined when the text is none. */
export function parseAddress(text: string): ParsedAddress | undefined {
  const ip = parseIp(text);
  return ip === undefined ? undefined : { family: ip.family, bytes: ipaddr.parse(ip.text).toByteArray() };
}
