import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { CertificateFacts, Secret, Unusable } from '../../model/resources/secret.ts';
import { metadataOf, type RawReader } from './raw.ts';

/**
 * A v1 Secret with the entries of TLS, `tls.crt` and `tls.key`, as facts. The key is compared with the certificate and then dropped, and so
 * is every other entry. `stringData`, which manifests may have, goes before `data`, as the API server merges them.
 * Source: kubernetes core/v1 types.go, SecretTypeTLS (1.36).
 */
export function secretOf(raw: RawReader): Secret {
  const read = certificateIn(entryOf(raw, 'tls.crt'));
  return {
    metadata: metadataOf(raw),
    type: raw.text('type') || 'Opaque',
    data: {
      certificate: typeof read === 'string' ? read : read.facts,
      key: keyState(entryOf(raw, 'tls.key'), typeof read === 'string' ? undefined : read.certificate),
    },
  };
}

/** The text of an entry. Read without the reader's checks, whose errors quote what they find. */
function entryOf(raw: RawReader, key: string): string {
  const plain = textAt(raw.value('stringData'), key);
  return plain ?? Buffer.from(textAt(raw.value('data'), key) ?? '', 'base64').toString('utf8');
}

function textAt(map: unknown, key: string): string | undefined {
  const value = typeof map === 'object' && map !== null ? (map as Readonly<Record<string, unknown>>)[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

interface ReadCertificate {
  readonly certificate: X509Certificate;
  readonly facts: CertificateFacts;
}

function certificateIn(pem: string): ReadCertificate | Unusable {
  if (pem === '') return 'missing';
  try {
    const certificate = new X509Certificate(pem);
    return { certificate, facts: factsOf(certificate) };
  } catch {
    return 'unreadable';
  }
}

function keyState(pem: string, certificate: X509Certificate | undefined): Secret['data']['key'] {
  if (pem === '') return 'missing';
  try {
    const key = createPrivateKey(pem);
    if (certificate === undefined) return 'unknown';
    return certificate.checkPrivateKey(key) ? 'matches' : 'differs';
  } catch {
    return 'unreadable';
  }
}

function factsOf(certificate: X509Certificate): CertificateFacts {
  const { subject = '', issuer = '', subjectAltName = '', validFrom, validTo, publicKey } = certificate;
  return {
    subject: oneLine(subject),
    issuer: oneLine(issuer),
    dnsNames: namesIn(subjectAltName, 'DNS'),
    ipAddresses: namesIn(subjectAltName, 'IP Address'),
    notBefore: new Date(validFrom).toISOString(),
    notAfter: new Date(validTo).toISOString(),
    selfSigned: certificate.checkIssued(certificate) && certificate.verify(publicKey),
  };
}

function oneLine(distinguishedName: string): string {
  return distinguishedName.split('\n').join(', ');
}

/** `DNS:a.example.com, IP Address:10.0.0.1`; Node quotes a name with a comma or a quote in it, as JSON does. */
function namesIn(subjectAltName: string, type: string): readonly string[] {
  const names = subjectAltName.matchAll(/(?:^|, )([^:,"]+):("(?:[^"\\]|\\.)*"|[^,]*)/g);
  return [...names].flatMap(([, found, name = '']) => (found !== type ? [] : [name.startsWith('"') ? (JSON.parse(name) as string) : name]));
}
