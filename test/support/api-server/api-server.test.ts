import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { get, getJson, OBJECTS, SERVICES, service, start } from './fixture.ts';
import type { ApiServer } from './index.ts';

const pod = (index: number) => ({
  metadata: { name: `p-${String(index).padStart(6, '0')}`, namespace: `ns-${index % 2}` },
  spec: { nodeName: `node-${index % 3}` },
});

async function names(server: ApiServer, query: string, path = '/api/v1/services'): Promise<string[]> {
  const { items } = await getJson(server, `${path}?${query}`);
  return items.map((item: { metadata: { name: string } }) => item.metadata.name);
}

describe('lists', () => {
  test('are sorted by namespace and name, and their items carry neither kind nor apiVersion but managed fields', async () => {
    const list = await getJson(await start(), '/api/v1/services');
    expect(Object.keys(list)).toEqual(['kind', 'apiVersion', 'metadata', 'items']);
    expect(list).toMatchObject({ kind: 'ServiceList', apiVersion: 'v1' });
    expect(list.items.map((item: ReturnType<typeof service>) => `${item.metadata.namespace}/${item.metadata.name}`)).toEqual([
      'a/first',
      'a/second',
      'b/last',
    ]);
    expect(Object.keys(list.items[0])).toEqual(['metadata', 'spec', 'status']);
    expect(list.items[0].metadata.managedFields[0].fieldsV1['f:spec']).toEqual({
      'f:type': {},
      'f:clusterIP': {},
      'f:ports': { 'k:{"name":"http"}': { '.': {}, 'f:name': {}, 'f:port': {} } },
    });
  });

  test('of custom resources carry kind and apiVersion in every item', async () => {
    const route = { apiVersion: 'example.com/v1', kind: 'Policy', metadata: { name: 'p', namespace: 'a' } };
    const { items } = await getJson(await start({ objects: [route], managedFields: false }), '/apis/example.com/v1/policies');
    expect(items).toEqual([route]);
  });

  test('come in pages that say how many items remain, until none do', async () => {
    const server = await start();
    const first = await getJson(server, '/api/v1/services?limit=2');
    expect(first.items).toHaveLength(2);
    expect(first.metadata.remainingItemCount).toBe(1);
    const last = await getJson(server, `/api/v1/services?limit=2&continue=${first.metadata.continue}`);
    expect(last.items.map((item: ReturnType<typeof service>) => item.metadata.name)).toEqual(['last']);
    expect(last.metadata).toEqual({ resourceVersion: first.metadata.resourceVersion });
  });

  test('with a selector do not say how many remain, and may end with an empty page', async () => {
    const server = await start();
    const first = await getJson(server, '/api/v1/services?limit=1&labelSelector=canary');
    expect(Object.keys(first.metadata)).toEqual(['resourceVersion', 'continue']);
    const last = await getJson(server, `/api/v1/services?limit=1&labelSelector=canary&continue=${first.metadata.continue}`);
    expect(last).toMatchObject({ items: [] });
    expect(last.metadata.continue).toBeUndefined();
  });

  test('hold metadata only when that is asked for', async () => {
    const accept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
    const list = await getJson(await start({ managedFields: false }), '/api/v1/namespaces/b/services', { headers: { accept } });
    expect(list).toMatchObject({ kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1' });
    expect(list.items).toEqual([{ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: SERVICES[0]?.metadata }]);
  });

  test('of generated objects are read at any size, by namespace, by name and by selector', async () => {
    const server = await start({ generated: { pods: { count: 150_000, make: pod } } });
    expect(await names(server, 'limit=2', '/api/v1/pods')).toEqual(['p-000000', 'p-000001']);
    expect(await names(server, 'limit=2', '/api/v1/namespaces/ns-1/pods')).toEqual(['p-000001', 'p-000003']);
    expect(await names(server, 'limit=2&fieldSelector=spec.nodeName=node-2', '/api/v1/pods')).toEqual(['p-000002', 'p-000005']);
    expect(await getJson(server, '/api/v1/namespaces/ns-1/pods/p-149999')).toMatchObject({ spec: { nodeName: 'node-2' } });
    const all = await get(server, '/api/v1/pods');
    expect(JSON.parse(all.body).items).toHaveLength(150_000);
  }, 30_000);
});

describe('selectors', () => {
  test.each([
    ['app=web', ['first', 'last']],
    ['app==db', ['second']],
    ['app!=web', ['second']],
    ['canary!=x', ['first', 'second', 'last']],
    ['canary', ['first']],
    ['!canary', ['second', 'last']],
    ['canary=', ['first']],
    ['app in (db, web),canary', ['first']],
    ['app notin (web)', ['second']],
    ['tier>2', ['last']],
    ['tier<3', []],
  ])('labels %s', async (selector, expected) => {
    expect(await names(await start(), `labelSelector=${encodeURIComponent(selector)}`)).toEqual(expected);
  });

  test.each([
    ['metadata.name=first', ['first']],
    ['metadata.namespace!=a', ['last']],
    ['spec.clusterIP==10.96.0.10,metadata.name=second', ['second']],
  ])('fields %s', async (selector, expected) => {
    expect(await names(await start(), `fieldSelector=${encodeURIComponent(selector)}`)).toEqual(expected);
  });

  test.each([
    ['/api/v1/services?fieldSelector=spec.x=1', 'field label not supported: spec.x'],
    [
      '/apis/discovery.k8s.io/v1/endpointslices?fieldSelector=spec.x=1',
      '"spec.x" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ],
    ['/api/v1/services?labelSelector=a%20b', "unable to parse requirement: found 'a b', expected: a requirement"],
  ])('that nothing can follow are refused: %s', async (path, message) => {
    expect(await getJson(await start(), path)).toMatchObject({ kind: 'Status', reason: 'BadRequest', code: 400, message });
  });
});

describe('compression', () => {
  const headers = { 'accept-encoding': 'gzip' };
  const many = Array.from({ length: 1000 }, (_, index) => service('a', `s-${index}`));

  test.each([
    ['auto', SERVICES, false],
    ['auto', many, true],
    ['always', SERVICES, true],
    ['never', many, false],
  ] as const)('%s', async (gzip, objects, compressed) => {
    const server = await start({ gzip, objects });
    const answer = await get(server, '/api/v1/services', { headers });
    expect(answer.headers['content-encoding'] === 'gzip').toBe(compressed);
    expect(JSON.parse(answer.body).items).toHaveLength(objects.length);
    const [recorded] = server.requests;
    expect((recorded?.bytes ?? 0) < answer.body.length).toBe(compressed);
    expect((await get(server, '/api/v1/services')).headers['content-encoding']).toBeUndefined();
  });
});

test('an API below a path prefix is nowhere else', async () => {
  const server = await start({ pathPrefix: '/k8s/c-1' });
  expect(await names(server, 'limit=1')).toEqual(['first']);
  expect((await get({ ...server, url: new URL(server.url).origin }, '/api/v1/services')).status).toBe(404);
});

test('plain HTTP asks nobody who they are', async () => {
  const server = await start({ http: true });
  expect((await fetch(`${server.url}/version`)).status).toBe(200);
});

describe.skipIf(!(await hasKubectl()))('the real kubectl', () => {
  test.each(['token', 'client-certificate'] as const)(
    'gets and describes objects with a %s',
    async (credentials) => {
      const server = await start({ objects: [...OBJECTS, { apiVersion: 'v1', kind: 'Pod', ...pod(0) }] });
      const folder = await mkdtemp(join(tmpdir(), 'api-server-'));
      const kubeconfig = join(folder, 'config');
      await writeFile(kubeconfig, server.kubeconfig({ credentials, namespace: 'a' }));
      const kubectl = async (...args: string[]) => {
        const { stdout } = await promisify(execFile)('kubectl', ['--kubeconfig', kubeconfig, '--cache-dir', folder, ...args]);
        return stdout;
      };
      try {
        const { items } = JSON.parse(await kubectl('get', 'svc', '-o', 'json'));
        expect(items.map(({ kind, metadata }: ReturnType<typeof service>) => `${kind} ${metadata.name}`)).toEqual([
          'Service first',
          'Service second',
        ]);
        expect(await kubectl('get', 'svc,endpointslices,pods,nodes,events', '-A')).toContain('service/last');
        expect(await kubectl('describe', 'svc', 'first')).toMatch(/^Name: +first$/m);
      } finally {
        await rm(folder, { recursive: true });
      }
    },
    30_000,
  );
});

async function hasKubectl(): Promise<boolean> {
  return promisify(execFile)('kubectl', ['version', '--client']).then(
    () => true,
    () => {
      process.stderr.write('kubectl is missing: the API server is not tried with it\n');
      return false;
    },
  );
}
