import ipaddr from 'ipaddr.js';

/** An IP family, spelled as `spec.ipFamilies` and `addressType` spell it. */
export type IpFamily = 'IPv4' | 'IPv6';

/** An address in its canonical spelling (RFC 5952 for IPv6) with its family. */
export interface IpAddress {
  readonly text: string;
  readonly family: IpFamily;
}

/** An IPv4 address without leading zeros: most of all addresses, and read thousands of times. */
const PLAIN_IPV4 = /^(?:(?:\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])(?:\.(?!$)|$)){4}$/;

/**
 * Reads an IP address as Kubernetes does: IPv4 in four decimal parts, where leading zeros are decimal (not octal), IPv6 in any
 * spelling. An IPv4-mapped IPv6 address is IPv4, as in Go's net.ParseIP. Undefined for anything else, CIDRs and zones included.
 */
export function parseIp(text: string): IpAddress | undefined {
  if (PLAIN_IPV4.test(text)) return { text, family: 'IPv4' };
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) {
    const parts = text.split('.').map(Number);
    return parts.every((part) => part <= 255) ? { text: parts.join('.'), family: 'IPv4' } : undefined;
  }
  if (!text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  if (address.isIPv4MappedAddress()) return { text: address.toIPv4Address().toString(), family: 'IPv4' };
  return { text: address.toRFC5952String(), family: 'IPv6' };
}

/** The family of an address, or undefined when the text is no address. */
export function familyOf(text: string): IpFamily | undefined {
  return parseIp(text)?.family;
}

/** Whether two texts spell the same address. False when either is no address. */
export function sameIp(a: string, b: string): boolean {
  const left = parseIp(a);
  return left !== undefined && left.text === parseIp(b)?.text;
}

/** The kind of range an address lies in (`private`, `loopback`, `linkLocal`, `multicast`, `unicast` …), by ipaddr.js's names. */
export function rangeOf(text: string): string | undefined {
  const address = parseIp(text);
  return address === undefined ? undefined : ipaddr.parse(address.text).range();
}

/** `10.0.0.1:80` or `[fd00::1]:80`. */
export function hostPort(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
