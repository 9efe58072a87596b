import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ConnectionFlags } from '../../../src/cluster/live/index.ts';
import { temporaryFile, temporaryFolder } from '../../e2e/cluster.ts';
import type { ApiServer } from '../../support/api-server/index.ts';
import { kubeconfigFor, open, outcome, readOne, sendJson, serve, serveRaw, service, summary } from './session.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const UNAUTHORIZED = 'error: You must be logged in to the server (Unauthorized)';
const UNVERIFIED = 'Unable to connect to the server: tls: failed to verify certificate: x509: ';

/** The headers of the last request that a server got. */
const headersOf = ({ requests }: ApiServer) => requests.at(-1)?.headers ?? {};

describe('the server is verified', () => {
  it.each([
    ['by its authority as data', ({ caPem }: ApiServer) => ({ 'certificate-authority-data': base64(caPem) }), 'complete a/foo'],
    [
      'by its authority as a file',
      ({ caPem }: ApiServer) => ({ 'certificate-authority-data': undefined, 'certificate-authority': temporaryFile('ca', caPem) }),
      'complete a/foo',
    ],
    [
      'and not trusted without its authority',
      () => ({ 'certificate-authority-data': undefined }),
      `${UNVERIFIED}certificate signed by unknown authority`,
    ],
    ['under the name of tls-server-name', () => ({ 'tls-server-name': 'localhost' }), 'complete a/foo'],
    [
      'and not trusted under another name',
      () => ({ 'tls-server-name': 'api.example' }),
      `${UNVERIFIED}certificate is valid for localhost, not api.example`,
    ],
    [
      'and not at all with insecure-skip-tls-verify',
      () => ({ 'certificate-authority-data': undefined, 'insecure-skip-tls-verify': true }),
      'complete a/foo',
    ],
    [
      'by nothing that is no certificate',
      () => ({ 'certificate-authority-data': base64('hello') }),
      'error: unable to load root certificates: unable to parse bytes as PEM block',
    ],
  ])('%s', async (_what, cluster, expected) => {
    const server = await serve();
    expect(await outcome({ kubeconfig: kubeconfigFor(server, { cluster: cluster(server) }) })).toBe(expected);
  });

  it('by the authorities of SSL_CERT_FILE where the kubeconfig names none', async () => {
    const server = await serve();
    const kubeconfig = kubeconfigFor(server, { cluster: { 'certificate-authority-data': undefined } });
    expect(await outcome({ kubeconfig }, { SSL_CERT_FILE: temporaryFile('ca', server.caPem) })).toBe('complete a/foo');
  });

  it('with --tls-server-name, --certificate-authority and --insecure-skip-tls-verify as with the kubeconfig', async () => {
    const server = await serve();
    const kubeconfig = kubeconfigFor(server, { cluster: { 'certificate-authority-data': base64('no'), 'tls-server-name': 'api.example' } });
    const certificateAuthority = temporaryFile('ca', server.caPem);
    expect(await outcome({ kubeconfig, certificateAuthority, tlsServerName: 'localhost' })).toBe('complete a/foo');
    expect(await outcome({ kubeconfig, certificateAuthority })).toContain('not api.example');
    expect(await outcome({ kubeconfig, insecureSkipTlsVerify: true })).toBe('complete a/foo');
  });
});

describe('a client certificate', () => {
  const data = ({ clientCert: { certPem, keyPem } }: ApiServer) => ({
    'client-certificate-data': base64(certPem),
    'client-key-data': base64(keyPem),
  });
  const files = ({ clientCert: { certPem, keyPem } }: ApiServer) => ({
    'client-certificate': temporaryFile('crt', certPem),
    'client-key': temporaryFile('key', keyPem),
  });

  it.each([
    ['by data', data],
    ['by file', files],
    ['by flags', () => ({})],
  ])('%s logs in', async (what, user) => {
    const server = await serve();
    const paths = files(server);
    const flags = what === 'by flags' ? { clientCertificate: paths['client-certificate'], clientKey: paths['client-key'] } : {};
    const kubeconfig = kubeconfigFor(server, { credentials: 'none', user: user(server) });
    expect(await outcome({ kubeconfig, ...flags })).toBe('complete a/foo');
    expect(headersOf(server).authorization).toBeUndefined();
  });

  it.each([
    ['is no PEM', 'client-certificate-data', 'hello', 'error: tls: failed to find any PEM data in certificate input'],
    ['has a key that is no PEM', 'client-key-data', 'hello', 'error: tls: failed to find any PEM data in key input'],
  ])('that %s is refused', async (_what, field, text, expected) => {
    const server = await serve();
    const user = { ...data(server), [field]: base64(text) };
    expect(await outcome({ kubeconfig: kubeconfigFor(server, { credentials: 'none', user }) })).toBe(expected);
  });

  it("that has another's key is refused", async () => {
    const server = await serve();
    const user = { ...data(server), 'client-key-data': base64((await serve()).clientCert.keyPem) };
    expect(await outcome({ kubeconfig: kubeconfigFor(server, { credentials: 'none', user }) })).toBe(
      'error: tls: private key does not match public key',
    );
  });
});

describe('a token', () => {
  it.each<[string, Record<string, unknown>, ConnectionFlags]>([
    ['of the kubeconfig', { token: 'secret' }, {}],
    ['of --token, before the kubeconfig', { token: 'old' }, { token: 'secret' }],
    ['of --token, before a token file', { tokenFile: '/nonexistent/token' }, { token: 'secret' }],
    ['beside a token file that is missing', { token: 'secret', tokenFile: '/nonexistent/token' }, {}],
  ])('%s logs in', async (_what, user, flags) => {
    const server = await serve();
    expect(await outcome({ kubeconfig: kubeconfigFor(server, { credentials: 'none', user }), ...flags })).toBe('complete a/foo');
    expect(headersOf(server).authorization).toBe('Bearer secret');
  });

  it('in a file wins over one in the kubeconfig', async () => {
    const user = { token: 'old', tokenFile: temporaryFile('token', '\nsecret\n') };
    expect(await outcome({ kubeconfig: kubeconfigFor(await serve(), { credentials: 'none', user }) })).toBe('complete a/foo');
  });

  it('in a file that is missing is an error', async () => {
    const user = { tokenFile: '/nonexistent/token' };
    expect(await outcome({ kubeconfig: kubeconfigFor(await serve(), { credentials: 'none', user }) })).toBe(
      'error: open /nonexistent/token: no such file or directory',
    );
  });

  it('in a file is read again when the server does not take it any more, once for all requests', async () => {
    const server = await serve({ auth: { token: 'new' } });
    const folder = temporaryFolder();
    const tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, 'old');
    const cluster = await open({ kubeconfig: kubeconfigFor(server, { credentials: 'none', user: { tokenFile } }) });
    writeFileSync(join(folder, 'next'), 'new');
    renameSync(join(folder, 'next'), tokenFile);
    const readings = await cluster.read(Array(6).fill({ kind: 'Service', namespace: 'a', name: 'foo' }));
    expect(readings.map(({ listing }) => summary(listing))).toEqual(Array(6).fill('complete a/foo'));
    expect(summary(await readOne(cluster))).toBe('complete a/foo');
    expect(headersOf(server).authorization).toBe('Bearer new');
  });

  it('in a file that stays wrong is refused after one more attempt', async () => {
    const server = await serve();
    const user = { tokenFile: temporaryFile('token', 'wrong') };
    expect(await outcome({ kubeconfig: kubeconfigFor(server, { credentials: 'none', user }) })).toBe(UNAUTHORIZED);
    expect(server.requests.length).toBe(2);
  });

  it('that no header may hold is refused, and not shown', async () => {
    const message = await outcome({ kubeconfig: kubeconfigFor(await serve()), token: 'sec\nret5550199' });
    expect(message).toBe('Unable to connect to the server: net/http: invalid header field value for "Authorization"');
  });

  it('is not sent over plain HTTP', async () => {
    const server = await serve({ http: true });
    expect(await outcome({ server: server.url, token: 'secret' })).toBe('complete a/foo');
    expect(headersOf(server).authorization).toBeUndefined();
  });
});

describe('a user name and password', () => {
  it.each<[string, Record<string, unknown>, ConnectionFlags]>([
    ['of the kubeconfig', { username: 'jürgen', password: 'p:w' }, {}],
    ['of the flags', {}, { username: 'jürgen', password: 'p:w' }],
  ])('%s are sent', async (_what, user, flags) => {
    const server = await serve();
    expect(await outcome({ kubeconfig: kubeconfigFor(server, { credentials: 'none', user }), ...flags })).toBe(UNAUTHORIZED);
    expect(headersOf(server).authorization).toBe(`Basic ${base64('jürgen:p:w')}`);
  });
});

describe('impersonation', () => {
  const USER = { as: 'bob', 'as-groups': ['dev', 'ops'], 'as-uid': '7', 'as-user-extra': { 'example.com/team (x)': ['a', 'b'] } };

  it.each<[string, Record<string, unknown>, ConnectionFlags]>([
    ['of the kubeconfig', USER, {}],
    [
      'of the flags',
      {},
      {
        as: 'bob',
        asGroup: ['dev', 'ops'],
        asUid: '7',
        asUserExtra: ['example.com/team (x)=a', 'example.com/team (x)=b'],
      },
    ],
  ])('%s is sent whole', async (_what, user, flags) => {
    const server = await serve();
    expect(await outcome({ kubeconfig: kubeconfigFor(server, { user }), ...flags })).toBe('complete a/foo');
    expect(headersOf(server)).toMatchObject({
      authorization: 'Bearer secret',
      'impersonate-user': 'bob',
      'impersonate-group': 'dev, ops',
      'impersonate-uid': '7',
      'impersonate-extra-example.com%2fteam%20%28x%29': 'a, b',
    });
  });

  it('with --as another user keeps the rest of the kubeconfig', async () => {
    const server = await serve();
    await outcome({ kubeconfig: kubeconfigFor(server, { user: USER }), as: 'eve' });
    expect(headersOf(server)).toMatchObject({ 'impersonate-user': 'eve', 'impersonate-uid': '7' });
  });

  it('is sent in UTF-8', async () => {
    const server = await serve();
    await outcome({ kubeconfig: kubeconfigFor(server), as: 'jürgen', asGroup: ['開発'] });
    const sent = [headersOf(server)['impersonate-user'], headersOf(server)['impersonate-group']];
    expect(sent.map((value) => Buffer.from(String(value), 'latin1').toString('utf8'))).toEqual(['jürgen', '開発']);
  });

  it('is sent over plain HTTP as well', async () => {
    const server = await serve({ http: true });
    await outcome({ server: server.url, as: 'bob', asGroup: ['dev'] });
    expect(headersOf(server)).toMatchObject({ 'impersonate-user': 'bob', 'impersonate-group': 'dev' });
  });
});

describe('a provider of kubectl that is gone', () => {
  it.each([
    ['gcp', {}, /^error: The gcp auth plugin has been removed\.\nPlease use the "gke-gcloud-auth-plugin"/],
    ['azure', {}, /^error: The azure auth plugin has been removed\.\nPlease use the https:\/\/github\.com\/Azure\/kubelogin/],
    ['oidc', {}, /^error: Must provide idp-issuer-url$/],
    ['other', {}, /^error: no Auth Provider found for name "other"$/],
  ])('%s is told', async (name, config, expected) => {
    const user = { 'auth-provider': { name, config } };
    expect(await outcome({ kubeconfig: kubeconfigFor(await serve(), { credentials: 'none', user }) })).toMatch(expected);
  });
});

it('a server at an IPv6 address is read', async () => {
  const { url } = await serveRaw((_request, response) => sendJson(response, service('a', 'foo')), '::1');
  expect(await outcome({ server: url })).toBe('complete a/foo');
});

it('a server below a path prefix is read there and nowhere else', async () => {
  const server = await serve({ pathPrefix: '/k8s/clusters/c-1' });
  expect(await outcome({ kubeconfig: kubeconfigFor(server) })).toBe('complete a/foo');
  expect(await outcome({ kubeconfig: kubeconfigFor(server), server: new URL(server.url).origin })).toBe('unknown (not-served)');
});
