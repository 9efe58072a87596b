import ipaddr from 'ipaddr.js';
import { type Cidr, parseCidr } from '../../../model/values/cidr.ts';

/** What stands before `://`. */
export type Scheme = 'dns' | 'tls' | 'https' | 'https3' | 'grpc' | 'quic';

/** `tls://corp.example:8853`, read. */
export interface ZoneKey {
  /** Lower case, with last dot. Several where a CIDR does not end at a label. */
  readonly zones: readonly string[];
  readonly port: number;
  readonly scheme: Scheme;
}

const DEFAULT_PORTS: Readonly<Record<Scheme, number>> = { dns: 53, tls: 853, quic: 853, grpc: 443, https: 443, https3: 443 };
const SCHEMES = Object.keys(DEFAULT_PORTS) as readonly Scheme[];

/**
 * Reads the key of a server block, or the zone that a plugin is told: a name or a CIDR, with or without scheme and port.
 * Undefined for what is no domain name.
 * Source: coredns core/dnsserver/register.go; plugin/normalize.go, SplitHostPort; plugin/pkg/cidr/cidr.go (1.14).
 */
export function parseZoneKey(key: string): ZoneKey | undefined {
  const scheme = SCHEMES.find((one) => key.startsWith(`${one}://`));
  const address = scheme === undefined ? key : key.slice(scheme.length + '://'.length);
  const { host = '', port } = /^(?<host>[\s\S]*?)(?::(?<port>\d{1,5}))?$/.exec(address)?.groups ?? {};
  const zones = address.endsWith(':') ? undefined : zonesOfHost(host);
  return zones && { zones, port: Number(port ?? DEFAULT_PORTS[scheme ?? 'dns']), scheme: scheme ?? 'dns' };
}

/** The zones that a plugin is told; what is no domain name is left out, as CoreDNS does. Source: coredns plugin/normalize.go, OriginsFromArgsOrServerBlock. */
export function zonesOf(hosts: readonly string[]): readonly string[] {
  return hosts.flatMap((host) => parseZoneKey(host)?.zones ?? []);
}

/** Lower case, with last dot. Source: coredns plugin/normalize.go, Name.Normalize. */
export function fqdn(name: string): string {
  return name.endsWith('.') ? name.toLowerCase() : `${name.toLowerCase()}.`;
}

/** Whether it can be asked for: labels of 1 to 63 characters, 255 in all. Source: miekg/dns, IsDomainName; RFC 1035, 2.3.4. */
export function isDomainName(name: string): boolean {
  if (name === '.') return true;
  return (
    name.length <= 255 &&
    name
      .replace(/\.$/, '')
      .split('.')
      .every((label) => label.length > 0 && label.length <= 63)
  );
}

function zonesOfHost(host: string): readonly string[] | undefined {
  if (!isDomainName(host)) return undefined;
  const cidr = parseCidr(host);
  if (cidr === undefined) return [fqdn(host)];
  return /^(:|0.*:)/.test(host) ? undefined : reverseZones(cidr);
}

/** The zones for reverse look-ups that hold the addresses of a CIDR: one, or the labels that a shorter prefix leaves open. */
function reverseZones({ network, prefix, family }: Cidr): readonly string[] {
  const isV4 = family === 'IPv4';
  const size = isV4 ? 8 : 4;
  const parts = ipaddr
    .parse(network)
    .toByteArray()
    .flatMap((byte) => (isV4 ? [byte] : [byte >> 4, byte & 15]));
  const kept = parts.slice(0, Math.ceil(prefix / size));
  const open = prefix % size === 0 ? 1 : 2 ** (size - (prefix % size));
  const last = kept.pop();
  const text = (part: number): string => part.toString(isV4 ? 10 : 16);
  const parents = [...kept.map(text).toReversed(), isV4 ? 'in-addr.arpa.' : 'ip6.arpa.'];
  if (last === undefined) return [parents.join('.')];
  return Array.from({ length: open }, (_, index) => [text(last + index), ...parents].join('.'));
}
