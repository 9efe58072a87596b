import { coversHost } from '../audit/facts/certificate-names.ts';
import { enumerate } from '../audit/facts/enumerate.ts';
import { tlsSecret } from '../audit/facts/tls-secrets.ts';
import type { ClusterIndex } from '../model/cluster-index.ts';

/**
 * What a client that asks for a host finds in the certificate of a Secret, as the end of a sentence: `is for shop.example.com and valid to
 * 2126-01-01`, `expired on 2026-10-01, so that clients refuse it`. Undefined where nothing is known of what the Secret holds.
 */
export function certificateSays(namespace: string, name: string, host: string, cluster: ClusterIndex): string | undefined {
  const found = tlsSecret(namespace, name, cluster);
  if (found.state !== 'found') return undefined;
  const { certificate, key } = found.item.data;
  if (typeof certificate === 'string' || key === 'missing' || key === 'unreadable') {
    return 'holds no certificate with a key that can be used, so that clients are shown another or none';
  }
  if (key === 'differs') return 'holds a certificate and the key of another, so that no server can use them';
  const now = Date.parse(cluster.takenAt);
  const [first, last] = [certificate.notBefore.slice(0, 10), certificate.notAfter.slice(0, 10)];
  const names = enumerate([...certificate.dnsNames, ...certificate.ipAddresses]) || 'no host';
  if (now > Date.parse(certificate.notAfter)) return `expired on ${last}, so that clients refuse it`;
  if (now < Date.parse(certificate.notBefore)) return `is not valid before ${first}, so that clients refuse it`;
  if (!coversHost(certificate, host)) return `is for ${names}, so that clients refuse it`;
  return `is for ${names} and valid to ${last}${certificate.selfSigned ? ', and self-signed' : ''}`;
}
