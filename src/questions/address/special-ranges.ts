import { type IpAddress, rangeOf } from '../../model/values/ip.ts';

/** Ranges that mean the same everywhere, so that no cluster gives their addresses to anybody (RFC 6890); by ipaddr.js's names. */
const SPECIAL: Readonly<Record<string, string>> = {
  loopback: 'a loopback address: every pod and every node has it for itself',
  unspecified: 'the unspecified address: a program that listens on it listens on all addresses of its pod or node',
  multicast: 'a multicast address',
  broadcast: 'the broadcast address of every network',
  linkLocal: 'a link-local address: valid on one link only, such as that of a cloud metadata service or of a DNS cache on the node',
};

/** Ranges whose addresses may be anybody's. */
const ORDINARY: Readonly<Record<string, string>> = {
  unicast: 'public',
  private: 'private, RFC 1918',
  uniqueLocal: 'private, RFC 4193',
  carrierGradeNat: 'shared by a provider, RFC 6598',
  reserved: 'from a reserved range',
};

/** What an address is that means the same everywhere: `a loopback address: …`. Undefined for any other. */
export function describeSpecial(ip: IpAddress): string | undefined {
  return SPECIAL[rangeOf(ip.text) ?? ''];
}

/** An address with the kind of its range: `8.8.8.8 (public)`. */
export function withRange(ip: IpAddress): string {
  const range = ORDINARY[rangeOf(ip.text) ?? ''];
  return range === undefined ? ip.text : `${ip.text} (${range})`;
}
