import ipaddr from 'ipaddr.js';
import { parseIp } from '../../../model/values/ip.ts';

/** The labels of a name, left to right; none for the root. */
export function labelsOf(name: string): readonly string[] {
  const bare = name.replace(/\.$/, '');
  return bare === '' ? [] : bare.split('.');
}

/** Whether a name lies in a zone, or is its apex. Upper and lower case are the same. */
export function isInZone(name: string, zone: string): boolean {
  const wanted = labelsOf(zone.toLowerCase());
  const labels = labelsOf(name.toLowerCase());
  return wanted.length <= labels.length && wanted.every((label, index) => labels[labels.length - wanted.length + index] === label);
}

/** Of several zones the longest that holds a name. Source: coredns plugin/normalize.go, Zones.Matches. */
export function zoneOf(name: string, zones: readonly string[]): string | undefined {
  const holding = zones.filter((zone) => isInZone(name, zone));
  return holding.reduce<string | undefined>(
    (best, zone) => (best === undefined || labelsOf(zone).length > labelsOf(best).length ? zone : best),
    undefined,
  );
}

/** The labels of a name below its zone, and the zone in the case in which it was asked. */
export function splitAtZone(name: string, zone: string): { readonly base: readonly string[]; readonly asked: string } {
  const labels = labelsOf(name);
  const at = labels.length - labelsOf(zone).length;
  return { base: labels.slice(0, at), asked: `${labels.slice(at).join('.')}.` };
}

/** The address that a name for reverse look-ups means; undefined where it means none. Source: coredns plugin/pkg/dnsutil/reverse.go. */
export function addressOfReverse(name: string): string | undefined {
  const labels = labelsOf(name.toLowerCase());
  const [kind, arpa] = [labels.at(-2), labels.at(-1)];
  if (arpa !== 'arpa') return undefined;
  const parts = labels.slice(0, -2).toReversed();
  if (kind === 'in-addr' && parts.length === 4) return parseIp(parts.join('.'))?.text;
  if (kind !== 'ip6' || parts.length !== 32 || !parts.every((part) => /^[0-9a-f]$/.test(part))) return undefined;
  return ipaddr.IPv6.parse((parts.join('').match(/.{4}/g) ?? []).join(':')).toRFC5952String();
}
