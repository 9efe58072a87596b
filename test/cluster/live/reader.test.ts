import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { type Gap, gapsOf, type Listing, type Need } from '../../../src/model/listing.ts';
import type { ApiRequest } from '../../support/api-server/request.ts';
import {
  FOO,
  kubeconfigFor,
  open,
  outcome,
  readOne,
  SERVICES,
  sendJson,
  serve,
  serveRaw,
  service,
  serviceList,
  summary,
} from './session.ts';

const MANY = ['a/a1', 'a/a2', 'a/a3', 'b/b1', 'b/b2'].map((key) => service(key.slice(0, 1), key.slice(2)));
const ALL = 'complete a/a1 a/a2 a/a3 b/b1 b/b2';

const gaps = (listing: Listing<unknown>) =>
  gapsOf(listing).map(({ kind, scope, reason, message }: Gap) => ({ kind, scope, reason, message }));

describe('a list', () => {
  it.each([
    ['500 at a time', {}, ['500']],
    ['two at a time', { chunkSize: 2 }, ['2', '2', '2']],
    ['all at once with chunk size 0', { chunkSize: 0 }, [null]],
  ])('is read %s', async (_what, flags, limits) => {
    const server = await serve({ objects: MANY });
    expect(await outcome({ kubeconfig: kubeconfigFor(server), ...flags }, {}, SERVICES)).toBe(ALL);
    expect(server.requests.map(({ query }) => query.get('limit'))).toEqual(limits);
  });

  it.each([
    ['of one namespace', { namespace: 'b' }, '/api/v1/namespaces/b/services', '', 'complete b/b1 b/b2'],
    ['by name in all namespaces', { name: 'a2' }, '/api/v1/services', 'fieldSelector=metadata.name%3Da2', 'complete a/a2'],
    [
      'by field',
      { namespace: 'a', fields: { 'metadata.name': 'a1' } },
      '/api/v1/namespaces/a/services',
      'fieldSelector=metadata.name%3Da1',
      'complete a/a1',
    ],
  ])('%s is asked for as such', async (_what, scope, path, query, expected) => {
    const server = await serve({ objects: MANY });
    expect(await outcome({ kubeconfig: kubeconfigFor(server), chunkSize: 0 }, {}, { ...SERVICES, ...scope })).toBe(expected);
    expect(server.requests.map((request) => [request.path, request.query.toString()])).toEqual([[path, query]]);
  });

  it('whose items are null is empty', async () => {
    const { url } = await serveRaw((_request, response) => sendJson(response, { ...serviceList([]), items: null }));
    expect(await outcome({ server: url }, {}, SERVICES)).toBe('complete');
  });

  it('that does not end is an error', async () => {
    const { url } = await serveRaw((_request, response) => sendJson(response, serviceList(['foo'], 'same')));
    expect(await outcome({ server: url }, {}, SERVICES)).toContain('a list that does not end');
  });

  it('of metadata holds nothing else, and only that is sent', async () => {
    const server = await serve({ objects: MANY });
    const cluster = await open({ kubeconfig: kubeconfigFor(server), chunkSize: 2 });
    const listing = await readOne(cluster, { ...SERVICES, only: 'metadata' });
    expect(summary(listing)).toBe(ALL);
    expect(Object.keys(listing.state === 'unknown' ? {} : (listing.items[0] ?? {}))).toEqual(['metadata']);
    const accepted = [...new Set(server.requests.map(({ headers }) => headers.accept))];
    expect(accepted).toEqual(['application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json']);
  });

  it('of metadata is also read from a server that sends whole objects', async () => {
    const { url } = await serveRaw((_request, response) => sendJson(response, serviceList(['foo'])));
    const listing = await readOne(await open({ server: url }), { ...SERVICES, only: 'metadata' });
    expect(listing).toStrictEqual({ state: 'complete', items: [{ metadata: expect.objectContaining({ name: 'foo' }) }] });
  });

  it('of which one object is malformed is partial, and the gap names it', async () => {
    const list = serviceList(['foo', 'broken', 'web']);
    const items = list.items.map((one) => (one.metadata.name === 'broken' ? { ...one, spec: { ports: 'many' } } : one));
    const { url } = await serveRaw((_request, response) => sendJson(response, { ...list, items: [...items, {}, null] }));
    const listing = await readOne(await open({ server: url }), { ...SERVICES, namespace: 'a' });
    expect(summary(listing)).toBe('partial a/foo a/web (invalid) (invalid) (invalid)');
    expect(gaps(listing).map(({ scope, message }) => [scope, message])).toEqual([
      [{ namespace: 'a' }, 'Service a/broken: spec.ports: expected a list, got string "many"'],
      [{ namespace: 'a' }, 'Service (without a name): metadata.name: required'],
      [{ namespace: 'a' }, 'Service (without a name): metadata.name: required'],
    ]);
  });
});

describe('a list that expires while it is read', () => {
  const expiring = (times: number) => ({
    match: ({ query }: ApiRequest) => query.has('continue'),
    times,
    do: 'expire-continue' as const,
  });

  it.each([1, 2])('%i times is begun again, and holds nothing twice', async (times) => {
    const server = await serve({ objects: MANY, faults: [expiring(times)] });
    expect(await outcome({ kubeconfig: kubeconfigFor(server), chunkSize: 2 }, {}, SERVICES)).toBe(ALL);
    expect(server.requests.filter(({ query }) => !query.has('continue')).length).toBe(times + 1);
  });

  it('a third time is unknown, not half a list', async () => {
    const server = await serve({ objects: MANY, faults: [expiring(3)] });
    expect(await outcome({ kubeconfig: kubeconfigFor(server), chunkSize: 2 }, {}, SERVICES)).toBe('unknown (unreachable)');
    expect(server.requests.length).toBe(6);
  });
});

describe('a page that fails after others', () => {
  const second = ({ query }: ApiRequest) => query.has('continue');

  it('makes the list unknown, not half', async () => {
    const server = await serve({ objects: MANY, faults: [{ match: second, do: { status: 500 } }] });
    expect(await outcome({ kubeconfig: kubeconfigFor(server), chunkSize: 2 }, {}, SERVICES)).toBe('unknown (unreachable)');
  });

  it('because the connection broke is an error', async () => {
    const server = await serve({ objects: MANY, faults: [{ match: second, do: 'half-body' }] });
    expect(await outcome({ kubeconfig: kubeconfigFor(server), chunkSize: 2 }, {}, SERVICES)).toMatch(/^Unable to connect to the server: /);
  });
});

describe('a right that is missing', () => {
  it('in all namespaces leaves those of the connection, partially', async () => {
    const server = await serve({ objects: MANY, deny: [{ resource: 'services', namespace: '' }] });
    const cluster = await open({ kubeconfig: kubeconfigFor(server, { namespace: 'b' }) });
    const listing = await readOne(cluster, SERVICES);
    expect(summary(listing)).toBe('partial b/b1 b/b2 (forbidden)');
    expect(gaps(listing)[0]).toMatchObject({ scope: {}, message: expect.stringContaining('at the cluster scope') });
  });

  it('in all namespaces for one name leaves that of the connection', async () => {
    const server = await serve({ objects: MANY, deny: [{ resource: 'services', namespace: '' }] });
    const kubeconfig = kubeconfigFor(server, { namespace: 'b' });
    expect(await outcome({ kubeconfig }, {}, { ...SERVICES, name: 'b2' })).toBe('partial b/b2 (forbidden)');
    expect(await outcome({ kubeconfig }, {}, { ...SERVICES, name: 'a1' })).toBe('partial (forbidden)');
  });

  it('in the namespace of the connection as well leaves nothing', async () => {
    const server = await serve({ objects: MANY, deny: [{ resource: 'services' }] });
    expect(await outcome({ kubeconfig: kubeconfigFor(server, { namespace: 'b' }) }, {}, SERVICES)).toBe('unknown (forbidden)');
  });

  it('in one namespace, or for a kind without namespaces, asks for nothing else', async () => {
    const server = await serve({ objects: MANY, deny: [{ resource: 'services' }, { resource: 'nodes' }] });
    const cluster = await open({ kubeconfig: kubeconfigFor(server, { namespace: 'b' }) });
    const readings = await cluster.read([{ ...SERVICES, namespace: 'a' }, { kind: 'Node' }, { kind: 'Node', name: 'node1' }]);
    expect(readings.map(({ listing }) => summary(listing))).toEqual(Array(3).fill('unknown (forbidden)'));
    expect(server.requests.length).toBe(3);
  });
});

describe('what is not there', () => {
  it.each<[string, Need, string]>([
    ['an object', { ...FOO, name: 'gone' }, 'complete'],
    ['an object of a namespace that is not there', { ...FOO, namespace: 'gone' }, 'complete'],
    ['a kind', { kind: 'Ingress', namespace: 'a' }, 'unknown (not-served)'],
    ['an object of a kind', { kind: 'Ingress', namespace: 'a', name: 'foo' }, 'unknown (not-served)'],
  ])('%s is told from what cannot be known', async (_what, need, expected) => {
    expect(await outcome({ kubeconfig: kubeconfigFor(await serve({ unserved: ['ingresses'] })) }, {}, need)).toBe(expected);
  });

  it('an object does not hide the others', async () => {
    const cluster = await open({ kubeconfig: kubeconfigFor(await serve()) });
    const readings = await cluster.read([{ ...FOO, name: 'gone' }, FOO]);
    expect(readings.map(({ need, listing }) => [need.name, summary(listing)])).toEqual([
      ['gone', 'complete'],
      ['foo', 'complete a/foo'],
    ]);
  });
});

it('a field selector that the server does not know makes the kind unknown, in its words', async () => {
  const cluster = await open({ kubeconfig: kubeconfigFor(await serve()) });
  const listing = await readOne(cluster, { ...SERVICES, fields: { 'spec.x': '1' } });
  expect(gaps(listing)).toEqual([
    { kind: 'Service', scope: { fields: { 'spec.x': '1' } }, reason: 'invalid', message: 'field label not supported: spec.x' },
  ]);
});

describe('what would lead to another path', () => {
  it.each<[string, Need, string]>([
    ['the namespace ..', { ...SERVICES, namespace: '..' }, `invalid namespace "..": [may not be '..']`],
    ['a namespace with a slash', { ...FOO, namespace: 'a/b' }, `invalid namespace "a/b": [may not contain '/']`],
    ['the name .', { ...FOO, name: '.' }, `invalid resource name ".": [may not be '.']`],
    ['a name with a percent sign', { ...FOO, name: 'x%2e' }, `invalid resource name "x%2e": [may not contain '%']`],
  ])('%s is not asked for', async (_what, need, expected) => {
    const server = await serve();
    const listing = await readOne(await open({ kubeconfig: kubeconfigFor(server) }), need);
    expect(gaps(listing)).toMatchObject([{ reason: 'invalid', message: expected }]);
    expect(server.requests).toEqual([]);
  });

  it('the values of selectors do not', async () => {
    const server = await serve();
    await readOne(await open({ kubeconfig: kubeconfigFor(server) }), { ...SERVICES, fields: { 'metadata.name': 'a,b=c\\d' } });
    expect(server.requests[0]?.query.get('fieldSelector')).toBe('metadata.name=a\\,b\\=c\\\\d');
  });
});

describe('an answer that no Kubernetes API server would give', () => {
  const text = (status: number, type: string, body: string) => (response: ServerResponse) => {
    response.writeHead(status, { 'Content-Type': type });
    response.end(body);
  };
  it.each([
    ['a login page', text(200, 'text/html', '<html>'), 'an HTML page'],
    ['a page of another status', text(404, 'text/html; charset=utf-8', '<html>'), 'an HTML page'],
    ['text', text(200, 'text/plain', 'ok'), 'something that is not JSON'],
    ['a redirection', text(302, 'text/plain', ''), 'HTTP status 302 (Found)'],
    ['nothing', text(204, 'text/plain', ''), 'HTTP status 204 (No Content)'],
    ['JSON that is no object', text(200, 'application/json', '"x"'), 'JSON that is no object'],
    ['JSON without a kind', text(200, 'application/json', '{"items":[]}'), 'JSON that has no kind'],
    ['another list', text(200, 'application/json', '{"kind":"PodList","items":[]}'), 'kind "PodList"'],
    ['a list without items', text(200, 'application/json', '{"kind":"ServiceList"}'), 'kind "ServiceList" without items'],
  ])('like %s is an error that names the server', async (_what, answer, expected) => {
    const { url } = await serveRaw((_request: IncomingMessage, response) => answer(response));
    expect(await outcome({ server: url }, {}, SERVICES)).toBe(
      `Error from server: ${url} answered the request for services with ${expected}: is it a Kubernetes API server?`,
    );
  });

  it.each([
    [401, 'error: You must be logged in to the server (the server has asked for the client to provide credentials)'],
    [400, 'Error from server (BadRequest): no such thing'],
    [403, 'unknown (forbidden)'],
    [404, 'unknown (not-served)'],
    [405, 'unknown (not-served)'],
    [406, 'unknown (not-served)'],
    [500, 'unknown (unreachable)'],
    [502, 'unknown (unreachable)'],
    [503, 'unknown (unreachable)'],
  ])('but plain text with status %i is read as kubectl reads it', async (status, expected) => {
    const { url } = await serveRaw((_request, response) => text(status, 'text/plain', 'no such thing\n')(response));
    expect(await outcome({ server: url }, {}, SERVICES)).toBe(expected);
  });
});
