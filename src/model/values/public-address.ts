import { cidrContains } from './cidr.ts';
import { rangeOf } from './ip.ts';

/** Ranges, by ipaddr.js's names, that no router of the internet forwards to. */
const NOT_PUBLIC: readonly string[] = [
  'private',
  'carrierGradeNat',
  'uniqueLocal',
  'deprecatedSiteLocal',
  'loopback',
  'linkLocal',
  'unspecified',
  'multicast',
  'broadcast',
  'benchmarking',
  'discard',
];

/** Protocol assignments (RFC 6890), benchmarking (RFC 2544) and class E (RFC 1112), which some clouds give to nodes and pods. */
const NOT_PUBLIC_IPV4 = ['192.0.0.0/24', '198.18.0.0/15', '240.0.0.0/4'];

/**
 * Whether an address may be reached from the internet, as far as its range tells: a candidate, since no firewall is in the API. False for
 * RFC 1918, 100.64.0.0/10, fc00::/7, loopback, link-local and what else is not forwarded there (IANA's special-purpose registries, RFC
 * 6890), and for what is no IP address. The ranges for documentation count as public: they stand for such addresses.
 */
export function isPublicCandidate(address: string): boolean {
  const range = rangeOf(address);
  return range !== undefined && !NOT_PUBLIC.includes(range) && !NOT_PUBLIC_IPV4.some((cidr) => cidrContains(cidr, address));
}
