import { type IpAddress, rangeOf } from '../../model/values/ip.ts';

/** Ranges that mean the same everywhere, so that no cluster gives their addresses to anybody; by ipaddr.js's names. */
const SPECIAL: Readonly<Record<string, string>> = {
  loopback: 'a loopback address: every pod and every node has it for itself',
  unspecified: 'the unspecified address: a program that listens on it listens on all addresses of its pod or node',
  multicast: 'a multicast address',
  broadcast: 'the broadcast address of every network',
  linkLocal: 'a link-local address: valid on one link only, such as that of a cloud metadata service or of a DNS cache on the node',
  reserved: 'in a range that is reserved: for documentation, tests, or the future',
};

/** Whether an address lies in a range that means the same everywhere (RFC 6890). */
export function isSpecial(ip: IpAddress): boolean {
  return rangeOf(ip.text) !== undefined && describeRange(ip) !== undefined;
}

/** What a special range is for; undefined for an address of any other. */
export function describeRange(ip: IpAddress): string | undefined {
  return SPECIAL[rangeOf(ip.text) ?? ''];
}
