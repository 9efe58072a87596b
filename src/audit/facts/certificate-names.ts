import type { CertificateFacts } from '../../model/resources/secret.ts';
import { parseIp } from '../../model/values/ip.ts';

/**
 * Whether a client that asks for a host accepts a certificate by its names: only subjectAltName counts, in any case, and `*` only as the
 * whole first label, for one label. A host with a wildcard is covered in part already by a certificate for one name of it, and then counts
 * as covered: which names of it are asked for is not known. Source: RFC 9525, sections 6.3 and 6.4.
 * @param host of an Ingress or a listener; an address is looked for among the addresses
 */
export function coversHost({ dnsNames, ipAddresses }: Pick<CertificateFacts, 'dnsNames' | 'ipAddresses'>, host: string): boolean {
  const wanted = normal(host);
  if (parseIp(wanted) !== undefined) return ipAddresses.includes(wanted);
  const names = dnsNames.map(normal);
  if (wanted.startsWith('*.')) return names.some((name) => name === wanted || name.endsWith(wanted.slice(1)));
  const dot = wanted.indexOf('.');
  const wildcard = dot > 0 ? `*${wanted.slice(dot)}` : undefined;
  return names.some((name) => name === wanted || name === wildcard);
}

function normal(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
