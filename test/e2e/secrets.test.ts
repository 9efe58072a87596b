import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { startApiServer } from '../support/api-server/index.ts';
import { runCommand } from '../support/command.ts';
import { temporaryFile } from './cluster.ts';

const CERTIFICATES = join(import.meta.dirname, '../clusters/certificates.yaml');

interface RawSecret {
  readonly metadata: { readonly name: string };
  readonly data: Readonly<Record<string, string>>;
}

const SECRETS = parseAllDocuments(readFileSync(CERTIFICATES, 'utf8')).map((document) => document.toJS() as RawSecret);
const KEYS = SECRETS.flatMap(({ data }) => data['tls.key'] ?? []);

function ingress(name: string, secretNames: readonly string[]): object {
  const tls = secretNames.map((secretName) => ({ hosts: ['shop.example.com'], secretName }));
  return { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name, namespace: 'a' }, spec: { tls, rules: [] } };
}

const GATEWAY = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: { name: 'edge', namespace: 'a' },
  spec: {
    gatewayClassName: 'lab',
    listeners: [{ name: 'tls', port: 443, protocol: 'HTTPS', hostname: 'pay.example.com', tls: { certificateRefs: [{ name: 'self' }] } }],
  },
};

const OBJECTS = [...SECRETS, ingress('shop', ['mixed', 'gone']), GATEWAY];

async function serverOf(objects: readonly object[], deny: readonly { readonly resource: string }[] = []) {
  const server = await startApiServer({ objects, deny });
  onTestFinished(() => server.close());
  const kubeconfig = temporaryFile('kubeconfig', server.kubeconfig({}));
  const secrets = () =>
    server.requests
      .filter(({ path }) => path.includes('secrets'))
      .map(
        ({ path, headers }) => `${path.replace('/api/v1/namespaces/', '')}${headers.accept?.includes('PartialObject') ? ' metadata' : ''}`,
      );
  return { kubeconfig, secrets };
}

describe('Secrets of a live cluster', () => {
  it.each([
    ['ing/shop -n a', ['a/secrets/gone', 'a/secrets/mixed'], ['NX3013', 'NX3017']],
    ['gateway/edge -n a', ['a/secrets/self'], ['NX3016', 'NX3117']],
    ['ing -n a', ['a/secrets/gone', 'a/secrets/mixed'], ['NX3017']],
    ['audit -A --all', ['a/secrets/gone', 'a/secrets/mixed', 'a/secrets/self'], ['NX3013', 'NX3016', 'NX3017', 'NX3117']],
    ['audit ingress -n a', ['a/secrets/gone', 'a/secrets/mixed'], ['NX3013', 'NX3017']],
  ])('%s reads with --read-secrets those that are named, by name, and shows no key', async (words, paths, codes) => {
    const { kubeconfig, secrets } = await serverOf(OBJECTS);
    const { stdout, stderr } = await runCommand([...words.split(' '), '--read-secrets', '-o', 'json', '--kubeconfig', kubeconfig]);
    expect(stderr).toBe('');
    expect(secrets().sort()).toEqual(paths);
    for (const code of codes) expect(stdout).toContain(code);
    for (const key of KEYS) expect(stdout).not.toContain(key);
    expect(stdout).not.toContain('PRIVATE KEY');
  });

  it.each([
    ['ing/shop -n a', ['a/secrets/gone metadata', 'a/secrets/mixed metadata']],
    ['gateway/edge -n a', ['a/secrets/self metadata']],
    ['ing -n a', ['a/secrets metadata']],
    ['audit -A', ['a/secrets/gone metadata', 'a/secrets/mixed metadata', 'a/secrets/self metadata']],
  ])('%s asks without it for metadata alone, and says once what is not checked', async (words, paths) => {
    const { kubeconfig, secrets } = await serverOf(OBJECTS);
    const { stdout } = await runCommand([...words.split(' '), '--kubeconfig', kubeconfig]);
    expect(secrets().sort()).toEqual(paths);
    expect(stdout.match(/secrets: what they hold is read only with --read-secrets/g)).toHaveLength(1);
    expect(stdout).not.toMatch(/error NX301[4-7]/);
  });

  it('are read one by one however many an audit asks for, and never as a list', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `tls-${index}`);
    const copies = names.map((name) => ({ ...SECRETS[0], metadata: { name, namespace: 'a' } }));
    const { kubeconfig, secrets } = await serverOf([...copies, ingress('shop', names)]);
    const { stdout } = await runCommand(['audit', 'ingress', '-A', '--read-secrets', '--kubeconfig', kubeconfig]);
    expect(secrets().sort()).toEqual(names.map((name) => `a/secrets/${name}`).sort());
    expect(stdout).not.toContain('secrets: ');
  });

  it('that may not be read are named with the right that is missing', async () => {
    const { kubeconfig } = await serverOf([SECRETS[0] ?? {}, ingress('shop', ['shop'])], [{ resource: 'secrets' }]);
    const one = await runCommand(['ing/shop', '-n', 'a', '--read-secrets', '--kubeconfig', kubeconfig]);
    expect(one.stdout).toContain('you may not get it (kubectl auth can-i get secrets -n a)');
    const all = await runCommand(['audit', '-A', '--rule', 'NX3017', '--read-secrets', '--kubeconfig', kubeconfig]);
    expect([all.code, all.stdout]).toEqual([
      3,
      expect.stringContaining('secrets: you may not get them (kubectl auth can-i get secrets -n a)'),
    ]);
  });
});

describe('Secrets of files', () => {
  const file = () => temporaryFile('cluster.json', OBJECTS.map((one) => JSON.stringify(one)).join('\n'));

  it.each([
    [['--read-secrets'], true],
    [[], false],
  ])('count with %j: %s', async (flags, counts) => {
    const { stdout } = await runCommand(['ing/shop', '-n', 'a', '-f', file(), ...flags]);
    expect(stdout.includes('NX3017 tls.key of Secret a/mixed')).toBe(counts);
    expect(stdout.includes('NX3013')).toBe(true);
  });
});

describe('--read-secrets', () => {
  it.each([
    [['svc/foo', '--demo'], 'error: --read-secrets goes with what ends TLS: Ingress, Gateway'],
    [['path', 'internet', 'svc/foo:80', '--demo'], 'error: --read-secrets goes with a URL: https://shop.example.com/cart'],
    [['path', '--matrix', '--demo'], 'error: --read-secrets does not go with --matrix'],
    [['audit', 'exposure', '--demo'], 'error: --read-secrets does not go with "audit exposure"'],
    [['dns', 'foo', '--from', 'pod/x', '--demo'], 'error: unknown flag: --read-secrets'],
  ])('is refused where it means nothing: %j', async (words, message) => {
    const { code, stderr } = await runCommand([...words, '--read-secrets']);
    expect([code, stderr.split('\n')[0]]).toEqual([2, message]);
  });
});
