import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { readObjects } from '../../src/cluster/objects.ts';
import { indexSnapshot } from '../../src/model/cluster-index.ts';
import type { Secret } from '../../src/model/resources/secret.ts';

const TEXT = readFileSync(join(import.meta.dirname, '../clusters/certificates.yaml'), 'utf8');

interface RawSecret {
  readonly metadata: { readonly name: string };
  readonly data: Readonly<Record<string, string>>;
}

const SECRETS = parseAllDocuments(TEXT).map((document) => document.toJS() as RawSecret);

function raw(name: string): RawSecret {
  const found = SECRETS.find(({ metadata }) => metadata.name === name);
  if (found === undefined) throw new Error(`certificates.yaml has no ${name}`);
  return found;
}

function read(object: object): Secret {
  const found = indexSnapshot(readObjects([object], { readSecrets: true })).get('Secret', 'x', 'a');
  if (found.state !== 'found') throw new Error('not read');
  return found.item;
}

const named = (rest: object) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x', namespace: 'a' }, ...rest });
const copyOf = (name: string) => named({ type: 'kubernetes.io/tls', data: raw(name).data });

describe('a Secret that is looked into', () => {
  it('becomes facts about its certificate, and nothing of its key but that it belongs to that', () => {
    expect(read(copyOf('shop'))).toEqual({
      metadata: { name: 'x', namespace: 'a', labels: {}, annotations: {}, ownerReferences: [] },
      type: 'kubernetes.io/tls',
      data: {
        certificate: {
          subject: 'CN=shop.example.com',
          issuer: 'CN=Test CA',
          dnsNames: ['shop.example.com', '*.shop.example.com'],
          ipAddresses: [],
          notBefore: '2026-01-01T00:00:00.000Z',
          notAfter: '2126-01-01T00:00:00.000Z',
          selfSigned: false,
        },
        key: 'matches',
      },
    });
  });

  it.each([
    ['whose key is another', copyOf('mixed'), 'differs'],
    ['without a certificate to compare the key with', named({ data: { 'tls.key': raw('shop').data['tls.key'] } }), 'unknown'],
    ['without a key', named({ data: { 'tls.crt': raw('shop').data['tls.crt'] } }), 'missing'],
    ['whose key is none', named({ data: { ...raw('shop').data, 'tls.key': raw('shop').data['tls.crt'] } }), 'unreadable'],
  ])('%s', (_what, object, key) => {
    expect(read(object).data.key).toBe(key);
  });

  it.each([
    ['no data', named({}), 'missing'],
    ['data that is no object', named({ data: 'c2VjcmV0' }), 'missing'],
    ['an entry that is no text', named({ data: { 'tls.crt': 7 } }), 'missing'],
    ['an entry that is no PEM', named({ data: { 'tls.crt': 'c2VjcmV0' } }), 'unreadable'],
  ])('with %s has a certificate that is %s', (_what, object, certificate) => {
    expect(read(object).data.certificate).toBe(certificate);
    expect(JSON.stringify(read(object))).not.toContain('c2VjcmV0');
  });

  it('counts stringData, as manifests have it, before data', () => {
    const pem = Buffer.from(raw('self').data['tls.crt'] ?? '', 'base64').toString('utf8');
    expect(read(named({ data: raw('shop').data, stringData: { 'tls.crt': pem } })).data).toMatchObject({
      certificate: { selfSigned: true },
      key: 'differs',
    });
  });
});

describe('a Secret that nobody asked to look into', () => {
  it('is known by its metadata alone', () => {
    const snapshot = readObjects(SECRETS, { complete: true });
    const cluster = indexSnapshot(snapshot);
    expect(cluster.get('Secret', 'shop', 'a').state).toBe('unknown');
    expect(cluster.metadata('Secret', { namespace: 'a', name: 'shop' })).toMatchObject({ state: 'complete', items: [{}] });
    expect(JSON.stringify(snapshot)).not.toContain('example.com');
  });
});
