import ipaddr from 'ipaddr.js';
import { type IpFamily, parseIp } from './ip.ts';

/** A CIDR with its family; host bits are cleared. */
export interface Cidr {
  readonly text: string;
  readonly network: string;
  readonly prefix: number;
  readonly family: IpFamily;
}

/** Reads `10.0.0.0/8` or `fd00::/8`; host bits are cleared, blanks around it trimmed. Undefined when it is no CIDR. */
export function parseCidr(text: string): Cidr | undefined {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text.trim());
  const address = match?.[1] === undefined ? undefined : parseIp(match[1]);
  if (address === undefined) return undefined;
  const prefix = Number(match?.[2]);
  if (prefix > (address.family === 'IPv4' ? 32 : 128)) return undefined;
  const parse = address.family === 'IPv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  const network = parse.networkAddressFromCIDR(`${address.text}/${prefix}`);
  const spelled = network instanceof ipaddr.IPv6 ? network.toRFC5952String() : network.toString();
  return { text: `${spelled}/${prefix}`, network: spelled, prefix, family: address.family };
}

/** Whether an address lies in a range. False when either text cannot be read or their families differ. */
export function cidrContains(cidr: string, address: string): boolean {
  const range = parseCidr(cidr);
  const ip = parseIp(address);
  if (range === undefined || ip === undefined || range.family !== ip.family) return false;
  return ipaddr.parse(ip.text).match(ipaddr.parse(range.network), range.prefix);
}

/** The first address of a range after the network's own: `10.244.1.0/24` → `10.244.1.1`. Undefined where there is none. */
export function firstAddress(cidr: string): string | undefined {
  const range = parseCidr(cidr);
  if (range === undefined || range.prefix === (range.family === 'IPv4' ? 32 : 128)) return undefined;
  const bytes = ipaddr.parse(range.network).toByteArray();
  const last = bytes.length - 1;
  const first = ipaddr.fromByteArray(bytes.map((byte, index) => (index === last ? byte + 1 : byte)));
  return parseIp(first.toString())?.text;
}
