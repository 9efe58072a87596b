import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect as dial } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { proxyFor } from '../../../src/cluster/live/proxy.ts';
import { kubeconfigFor, open, outcome, readOne, SERVICES, serve } from './session.ts';

const PROXY = 'http://proxy.example:3128';

describe('the proxy of the environment', () => {
  it.each([
    ['HTTPS_PROXY for https', 'https://api.example:6443', { HTTPS_PROXY: PROXY }, PROXY],
    ['https_proxy as well', 'https://api.example:6443', { https_proxy: PROXY }, PROXY],
    ['HTTPS_PROXY before https_proxy', 'https://api.example', { HTTPS_PROXY: PROXY, https_proxy: 'http://other' }, PROXY],
    ['an address without a scheme as http', 'https://api.example', { HTTPS_PROXY: 'proxy.example:3128' }, PROXY],
    ['HTTP_PROXY for http', 'http://api.example:8080', { HTTP_PROXY: PROXY }, PROXY],
    ['not HTTP_PROXY for https', 'https://api.example', { HTTP_PROXY: PROXY, http_proxy: PROXY }, undefined],
    ['none without a variable', 'https://api.example', {}, undefined],
    ['none for an empty variable', 'https://api.example', { HTTPS_PROXY: '' }, undefined],
    ['none for localhost', 'https://localhost:6443', { HTTPS_PROXY: PROXY }, undefined],
    ['none for 127.0.0.1', 'https://127.0.0.1:6443', { HTTPS_PROXY: PROXY }, undefined],
    ['none for the rest of 127.0.0.0/8', 'https://127.9.9.9:6443', { HTTPS_PROXY: PROXY }, undefined],
    ['none for ::1', 'https://[::1]:6443', { HTTPS_PROXY: PROXY }, undefined],
    ['itself for an IPv6 server', 'https://[fd00::1]:6443', { HTTPS_PROXY: PROXY }, PROXY],
  ])('is %s', (_what, server, env, expected) => {
    expect(proxyFor(server, env)).toBe(expected);
  });

  it.each([
    ['*', 'https://api.example', true],
    ['api.example', 'https://api.example:6443', true],
    ['API.Example', 'https://api.example', true],
    ['example', 'https://api.example', true],
    ['.example', 'https://api.example', true],
    ['*.example', 'https://api.example', true],
    ['.example', 'https://example', false],
    ['ample', 'https://api.example', false],
    ['example.org', 'https://api.example', false],
    ['api.example:6443', 'https://api.example:6443', true],
    ['api.example:443', 'https://api.example', true],
    ['api.example:80', 'http://api.example', true],
    ['api.example:443', 'https://api.example:6443', false],
    ['10.0.0.1', 'https://10.0.0.1:6443', true],
    ['10.0.0.1:6443', 'https://10.0.0.1:6443', true],
    ['10.0.0.1:443', 'https://10.0.0.1:6443', false],
    ['10.0.0.10', 'https://10.0.0.1:6443', false],
    ['10.0.0.0/8', 'https://10.9.9.9:6443', true],
    ['10.0.0.0/8', 'https://11.9.9.9:6443', false],
    ['10.0.0.0/8', 'https://api.example', false],
    ['fd00::1', 'https://[fd00::1]:6443', true],
    ['fd00:0:0::1', 'https://[fd00::1]:6443', true],
    ['[fd00::1]', 'https://[fd00::1]:6443', true],
    ['[fd00::1]:6443', 'https://[fd00::1]:6443', true],
    ['[fd00::1]:443', 'https://[fd00::1]:6443', false],
    ['fd00::2', 'https://[fd00::1]:6443', false],
    ['fd00::/8', 'https://[fd00::1]:6443', true],
    ['other.example, .svc ,api.example', 'https://api.example', true],
    [',,', 'https://api.example', false],
    ['', 'https://api.example', false],
  ])('with NO_PROXY=%s and server %s is exempt: %s', (exceptions, server, exempt) => {
    const env = { HTTPS_PROXY: PROXY, HTTP_PROXY: PROXY };
    expect(proxyFor(server, { ...env, NO_PROXY: exceptions })).toBe(exempt ? undefined : PROXY);
    expect(proxyFor(server, { ...env, no_proxy: exceptions })).toBe(exempt ? undefined : PROXY);
  });

  it('that is no address is refused, without its password', () => {
    const env = { HTTPS_PROXY: 'http://bob:hunter2@a b' };
    expect(() => proxyFor('https://api.example', env)).toThrow('Unable to connect to the server: invalid proxy address');
    expect(() => proxyFor('https://api.example', env)).not.toThrow('hunter2');
  });
});

/** A proxy that lets CONNECT through to any address, or answers `refuse`. */
async function startProxy(refuse?: string) {
  const asked: { readonly target: string; readonly authorization: string | undefined }[] = [];
  const proxy = createServer();
  proxy.on('connect', ({ url = '', headers }, client, head) => {
    asked.push({ target: url, authorization: headers['proxy-authorization'] });
    client.on('error', () => {});
    if (refuse !== undefined) {
      client.end(`HTTP/1.1 ${refuse}\r\n\r\n`);
      return;
    }
    const [host, port] = url.split(':');
    const upstream = dial(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => void proxy.close());
  return { asked, host: `127.0.0.1:${(proxy.address() as AddressInfo).port}` };
}

describe('the proxy-url of a kubeconfig', () => {
  it('is gone through, by one connection for many requests, even to a loopback address', async () => {
    const { asked, host } = await startProxy();
    const server = await serve();
    const cluster = await open({ kubeconfig: kubeconfigFor(server, { cluster: { 'proxy-url': `http://${host}` } }) });
    for (let index = 0; index < 5; index += 1) expect((await readOne(cluster)).state).toBe('complete');
    expect(asked.map(({ target }) => target)).toEqual([new URL(server.url).host]);
  });

  it('takes a client certificate through', async () => {
    const { asked, host } = await startProxy();
    const kubeconfig = kubeconfigFor(await serve(), { credentials: 'client-certificate', cluster: { 'proxy-url': `http://${host}` } });
    expect(await outcome({ kubeconfig })).toBe('complete a/foo');
    expect(asked.length).toBe(1);
  });

  it('still has the server verified', async () => {
    const { host } = await startProxy();
    const cluster = { 'proxy-url': `http://${host}`, 'certificate-authority-data': undefined };
    expect(await outcome({ kubeconfig: kubeconfigFor(await serve(), { cluster }) })).toContain('certificate signed by unknown authority');
  });

  it('is told its own credentials', async () => {
    const { asked, host } = await startProxy();
    await outcome({ kubeconfig: kubeconfigFor(await serve(), { cluster: { 'proxy-url': `http://bob:hunter2@${host}` } }) });
    expect(asked[0]?.authorization).toBe(`Basic ${Buffer.from('bob:hunter2').toString('base64')}`);
  });

  it.each([
    ['refuses', '403 Forbidden', 'Unable to connect to the server: Forbidden'],
    ['wants credentials', '407 Proxy Authentication Required', 'Unable to connect to the server: Proxy Authentication Required'],
  ])('that %s is named', async (_what, refuse, expected) => {
    const { host } = await startProxy(refuse);
    expect(await outcome({ kubeconfig: kubeconfigFor(await serve(), { cluster: { 'proxy-url': `http://${host}` } }) })).toBe(expected);
  });

  it.each([
    ['is down', 'http://bob:hunter2@127.0.0.1:1', /refused/],
    ['has an unknown scheme', 'ftp://bob:hunter2@proxy', /^Error in configuration: invalid 'proxy-url' .*unsupported scheme "ftp"/],
    ['is no URL', 'http://bob:hunter2@a b', /^Error in configuration: invalid 'proxy-url'/],
    ['has no scheme', 'bob:hunter2@proxy:3128', /^Error in configuration: invalid 'proxy-url'/],
  ])('that %s is refused without its password', async (_what, proxyUrl, expected) => {
    const message = await outcome({ kubeconfig: kubeconfigFor(await serve(), { cluster: { 'proxy-url': proxyUrl } }) });
    expect(message).toMatch(expected);
    expect(message).not.toContain('hunter2');
  });

  it('wins over the environment', async () => {
    const { asked, host } = await startProxy();
    const kubeconfig = kubeconfigFor(await serve(), { cluster: { 'proxy-url': `http://${host}` } });
    expect(await outcome({ kubeconfig }, { HTTPS_PROXY: 'http://127.0.0.1:1' }, SERVICES)).toBe('complete a/foo');
    expect(asked.length).toBe(1);
  });
});

it('the proxy of the environment is gone through to a server elsewhere', async () => {
  const { asked, host } = await startProxy('403 Forbidden');
  const message = await outcome({ server: 'https://api.example:6443' }, { HTTPS_PROXY: `http://${host}` });
  expect([message, asked[0]?.target]).toEqual(['Unable to connect to the server: Forbidden', 'api.example:6443']);
});
