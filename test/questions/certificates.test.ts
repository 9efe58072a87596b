import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { explain, type IngressReport, path, readObjects } from '../../src/index.ts';

interface Raw {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly data?: object;
}

const read = (file: string) =>
  parseAllDocuments(readFileSync(join(import.meta.dirname, '../clusters', file), 'utf8')).map((document) => document.toJS() as Raw);
const OBJECTS = read('ingress.yaml').filter(({ kind }) => kind !== 'Secret');
const SECRETS = read('certificates.yaml');

/** The cluster of Ingresses, with one of the certificates where Ingress a/shop looks for its own. */
function clusterWith(certificate: string, takenAt = '2026-11-22T08:00:00Z') {
  const secret = SECRETS.find(({ metadata }) => metadata.name === certificate);
  return readObjects([...OBJECTS, { ...secret, metadata: { name: 'shop-tls', namespace: 'a' } }], {
    complete: true,
    takenAt,
    readSecrets: true,
  });
}

function tlsOf(certificate: string, readSecrets = true, takenAt?: string): string | undefined {
  const question = { from: 'internet', to: 'https://shop.example.com/cart', readSecrets };
  const steps = path(clusterWith(certificate, takenAt), question).answers.flatMap(({ traces }) =>
    traces.flatMap(({ hops }) => hops.flatMap((hop) => hop.steps.map(({ says }) => says))),
  );
  return steps.find((says) => says.startsWith('TLS for'))?.replace('TLS for shop.example.com: the certificate of Secret shop-tls, ', '');
}

describe('the certificate that a request meets', () => {
  it.each([
    ['shop', 'which is for shop.example.com and *.shop.example.com and valid to 2126-01-01'],
    ['self', 'which is for shop.example.com and valid to 2126-01-01, and self-signed'],
    ['short', 'which expired on 2026-10-01, so that clients refuse it'],
    ['mixed', 'which holds a certificate and the key of another, so that no server can use them'],
  ])('is told with readSecrets: %s', (certificate, says) => {
    expect(tlsOf(certificate)).toBe(says);
  });

  it('is told by the moment that the cluster was read', () => {
    expect(tlsOf('short', true, '2026-06-01T00:00:00Z')).toBe('which is not valid before 2026-07-01, so that clients refuse it');
    expect(tlsOf('short', true, '2026-08-01T00:00:00Z')).toBe('which is for shop.example.com and valid to 2026-10-01');
  });

  it('is not looked into without, even if it was read', () => {
    expect(tlsOf('short', false)).toBe('which exists');
  });
});

describe('an Ingress whose Secret was read', () => {
  const codes = (readSecrets: boolean) => {
    const report = explain(clusterWith('short'), { object: 'ing/shop', namespace: 'a', readSecrets }) as IngressReport;
    return report.findings.map(({ code }) => code);
  };

  it('has findings about its certificate with readSecrets alone', () => {
    expect(codes(true)).toContain('NX3015');
    expect(codes(false)).not.toContain('NX3015');
  });
});
