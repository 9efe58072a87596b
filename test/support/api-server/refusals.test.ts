import { describe, expect, test } from 'vitest';
import { get, getJson, start } from './fixture.ts';
import type { ApiServer } from './index.ts';

describe('refusals', () => {
  const failure = (fields: object) => ({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', ...fields });

  test('401 without credentials, and with a wrong token', async () => {
    const server = await start();
    const expected = failure({ message: 'Unauthorized', reason: 'Unauthorized', code: 401 });
    for (const authorization of ['', 'Bearer wrong']) {
      expect(await getJson(server, '/api/v1/services', { headers: { authorization } })).toEqual(expected);
    }
  });

  test('none for the client certificate, unless that is switched off', async () => {
    const withCertificate = ({ clientCert }: ApiServer) => ({
      cert: clientCert.certPem,
      key: clientCert.keyPem,
      headers: { authorization: '' },
    });
    const [trusting, strict] = [await start(), await start({ auth: { clientCertificate: false } })];
    expect((await get(trusting, '/api/v1/services', withCertificate(trusting))).status).toBe(200);
    expect((await get(strict, '/api/v1/services', withCertificate(strict))).status).toBe(401);
  });

  test.each([
    ['/api/v1/services', 'services is forbidden', 'list', 'at the cluster scope', { kind: 'services' }],
    ['/api/v1/namespaces/a/services', 'services is forbidden', 'list', 'in the namespace "a"', { kind: 'services' }],
    ['/api/v1/namespaces/a/services/foo', 'services "foo" is forbidden', 'get', 'in the namespace "a"', { name: 'foo', kind: 'services' }],
  ])('403 for %s', async (path, subject, verb, scope, details) => {
    const message = `${subject}: User "system:serviceaccount:default:test" cannot ${verb} resource "services" in API group "" ${scope}`;
    expect(await getJson(await start({ deny: [{ resource: 'services' }] }), path)).toEqual(
      failure({ message, reason: 'Forbidden', details, code: 403 }),
    );
  });

  test.each([
    [{ namespace: 'a' }, [403, 403, 200]],
    [{ namespace: '' }, [403, 200, 200]],
  ])('403 where %j is denied: at the cluster scope, in a, in b', async (denial, expected) => {
    const server = await start({ deny: [{ resource: 'services', ...denial }] });
    const paths = ['/api/v1/services', '/api/v1/namespaces/a/services', '/api/v1/namespaces/b/services'];
    expect((await Promise.all(paths.map((path) => get(server, path)))).map(({ status }) => status)).toEqual(expected);
  });

  test('404 for an object that is not there', async () => {
    const server = await start();
    expect(await getJson(server, '/api/v1/namespaces/a/services/none')).toEqual(
      failure({ message: 'services "none" not found', reason: 'NotFound', details: { name: 'none', kind: 'services' }, code: 404 }),
    );
    expect((await getJson(server, '/apis/apps/v1/namespaces/a/deployments/none')).message).toBe('deployments.apps "none" not found');
  });

  test('404 in plain text for a kind that is not served, which discovery does not name either', async () => {
    const server = await start({ unserved: ['endpointslices'] });
    expect(await get(server, '/apis/discovery.k8s.io/v1/endpointslices')).toMatchObject({ status: 404, body: '404 page not found\n' });
    expect((await get(server, '/apis')).body).not.toContain('discovery.k8s.io');
    expect((await get(server, '/apis/discovery.k8s.io/v1')).status).toBe(404);
  });

  test('405 for whatever would change something, and the request is on record', async () => {
    const server = await start();
    expect((await get(server, '/api/v1/namespaces/a/services/first', { method: 'DELETE' })).status).toBe(405);
    expect(server.requests).toMatchObject([{ method: 'DELETE', path: '/api/v1/namespaces/a/services/first', status: 405 }]);
  });
});

describe('faults', () => {
  const always = () => true;

  test('an expired continue token is 410 once', async () => {
    const server = await start({ faults: [{ match: ({ query }) => query.has('continue'), times: 1, do: 'expire-continue' }] });
    const { metadata } = await getJson(server, '/api/v1/services?limit=1');
    const next = `/api/v1/services?limit=1&continue=${metadata.continue}`;
    expect(await getJson(server, next)).toMatchObject({ code: 410, reason: 'Expired', metadata: { continue: expect.any(String) } });
    expect((await get(server, next)).status).toBe(200);
  });

  test.each([
    [429, 'text/plain; charset=utf-8'],
    [503, 'application/json'],
    [500, 'application/json'],
  ] as const)('%i says when to try again', async (status, contentType) => {
    const server = await start({ faults: [{ match: always, do: { status, retryAfter: 7 } }] });
    const answer = await get(server, '/api/v1/services');
    expect(answer).toMatchObject({ status, headers: { 'retry-after': '7', 'content-type': contentType } });
  });

  test.each(['reset', 'half-body'] as const)('%s breaks the connection', async (fault) => {
    const server = await start({ faults: [{ match: always, do: fault }] });
    await expect(get(server, '/api/v1/services')).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  test.each(['stall', 'stall-body'] as const)('%s never ends, until the server closes', async (fault) => {
    const server = await start({ faults: [{ match: always, do: fault }] });
    const signal = AbortSignal.timeout(200);
    await expect(get(server, '/api/v1/services', { signal })).rejects.toMatchObject({ name: 'AbortError' });
    expect(server.requests).toMatchObject([{ status: fault === 'stall' ? 0 : 200 }]);
  });

  test.each([
    ['html', 'text/html; charset=utf-8', '<!DOCTYPE html>'],
    ['garbage', 'application/json', '{"kind":"List","items":[{'],
    ['wrong-kind', 'application/json', '{"kind":"ConfigMapList"'],
  ] as const)('%s comes with 200', async (fault, contentType, start_) => {
    const server = await start({ faults: [{ match: always, do: fault }] });
    const { status, headers, body } = await get(server, '/api/v1/services');
    expect({ status, contentType: headers['content-type'], start: body.slice(0, start_.length) }).toEqual({
      status: 200,
      contentType,
      start: start_,
    });
  });
});
