import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { loadConnection } from '../../../src/cluster/live/connection.ts';
import type { ConnectionFlags } from '../../../src/cluster/live/flags.ts';
import { temporaryFile, temporaryFolder } from '../../e2e/cluster.ts';
import { kubeconfigFor, outcome, serve } from './session.ts';

const NOWHERE = '/nonexistent';

const CONFIG = {
  clusters: [
    { name: 'one', cluster: { server: 'https://one.example:6443' } },
    { name: 'two', cluster: { server: 'https://two.example:6443/prefix/' } },
    { name: 'bare', cluster: {} },
  ],
  users: [
    { name: 'jane', user: { token: 'of-jane' } },
    { name: 'bob', user: { username: 'bob', password: 'hunter2' } },
  ],
  contexts: [
    { name: 'first', context: { cluster: 'one', user: 'jane', namespace: 'a' } },
    { name: 'second', context: { cluster: 'two', user: 'bob' } },
    { name: 'lost', context: { cluster: 'gone', user: 'gone' } },
  ],
  'current-context': 'first',
};

const load = (flags: ConnectionFlags = {}, config: object = CONFIG, env: NodeJS.ProcessEnv = {}, serviceAccount = NOWHERE) =>
  loadConnection({ kubeconfig: temporaryFile('config', stringify(config)), ...flags }, { HOME: NOWHERE, ...env }, serviceAccount);

const failure = (...given: Parameters<typeof load>) => {
  try {
    load(...given);
  } catch (error) {
    return (error as Error).message;
  }
  return 'none';
};

describe('the connection', () => {
  it.each([
    ['the current context', {}, ['https://one.example:6443', 'of-jane', 'a']],
    ['--context', { context: 'second' }, ['https://two.example:6443/prefix', undefined, 'default']],
    ['--cluster over the context', { cluster: 'two' }, ['https://two.example:6443/prefix', 'of-jane', 'a']],
    ['--user over the context', { context: 'second', user: 'jane' }, ['https://two.example:6443/prefix', 'of-jane', 'default']],
    ['--namespace over the context', { namespace: 'b' }, ['https://one.example:6443', 'of-jane', 'b']],
    ['--server over the cluster', { server: 'https://three.example' }, ['https://three.example', 'of-jane', 'a']],
    ['--token over the user', { token: 'given' }, ['https://one.example:6443', 'given', 'a']],
    [
      'empty flags as if they were absent',
      { context: '', cluster: '', user: '', namespace: '', token: '' },
      ['https://one.example:6443', 'of-jane', 'a'],
    ],
    ['localhost for a context whose cluster is gone', { context: 'lost' }, ['http://localhost:8080', undefined, 'default']],
  ])('follows %s', (_what, flags, expected) => {
    const { server, user, namespace } = load(flags);
    expect([server, user.token, namespace]).toEqual(expected);
  });

  it.each([
    ['--context', { context: 'zz' }, 'error: context "zz" does not exist'],
    ['--cluster', { cluster: 'zz' }, 'error: cluster "zz" does not exist'],
    ['--user', { user: 'zz' }, 'error: auth info "zz" does not exist'],
  ])('refuses a name in %s that is not there', (_what, flags, expected) => {
    expect(failure(flags)).toBe(expected);
  });

  it('refuses a current context that is not there', () => {
    expect(failure({}, { ...CONFIG, 'current-context': 'zz' })).toBe(
      'Error in configuration: context was not found for specified context: zz',
    );
  });

  it.each(['..', 'a/b', '%2e'])('refuses the namespace %j, which would lead elsewhere', (namespace) => {
    expect(failure({ namespace })).toMatch(/^error: invalid namespace ".+": \[may not (be|contain) '.+'\]$/);
  });

  it('has credentials that the flags replace, and keeps the others', () => {
    const user = { name: 'jane', user: { token: 'of-jane', tokenFile: temporaryFile('token', 'rotated'), as: 'eve', 'as-groups': ['x'] } };
    const { user: found } = load({ token: 'given', asGroup: ['y', 'z'] }, { ...CONFIG, users: [user] });
    expect(found).toEqual({ name: 'jane', token: 'given', as: 'eve', asGroups: ['y', 'z'], asUserExtra: {} });
  });

  it.each([
    ['--certificate-authority', { certificateAuthority: import.meta.filename }],
    ['--insecure-skip-tls-verify', { insecureSkipTlsVerify: true }],
  ])('forgets the authority of the kubeconfig with %s', (_what, flags) => {
    const clusters = [{ name: 'one', cluster: { server: 'https://one.example', 'certificate-authority-data': 'aGVsbG8=' } }];
    const { cluster } = load(flags, { ...CONFIG, clusters });
    expect(cluster).toEqual({ name: 'one', server: 'https://one.example', ...flags });
  });
});

describe('the address of the server', () => {
  it.each([
    ['example:6443', 'http://example:6443'],
    ['example', 'http://example'],
    ['HTTPS://Example:6443/', 'https://Example:6443'],
    ['https://example/k8s/c-1//', 'https://example/k8s/c-1'],
    ['https://bob:hunter2@example:6443/x?y=z#f', 'https://example:6443/x'],
    ['https://[fd00::1]:6443', 'https://[fd00::1]:6443'],
    ['[fd00::1]:6443', 'http://[fd00::1]:6443'],
  ])('%s is read as %s', (server, expected) => {
    expect(load({ server }).server).toBe(expected);
  });

  it('without a scheme is http even where there is a CA', () => {
    const clusters = [{ name: 'one', cluster: { server: 'example:6443', 'certificate-authority-data': 'aGVsbG8=' } }];
    expect(load({}, { ...CONFIG, clusters }).server).toBe('http://example:6443');
  });

  it.each([
    ['https://bob:hunter2@a b', 'error: host must be a URL or a host:port pair: "https://a b"'],
    ['https://example:99999', 'error: host must be a URL or a host:port pair: "https://example:99999"'],
    ['https://', 'error: host must be a URL or a host:port pair: "https://"'],
    ['ftp://example', 'Unable to connect to the server: unsupported protocol scheme "ftp"'],
  ])('%s is refused', (server, expected) => {
    expect(failure({ server })).toBe(expected);
  });
});

it('without any kubeconfig, localhost:8080 is asked, and refuses in the words of kubectl', async () => {
  expect(loadConnection({}, { HOME: NOWHERE }, NOWHERE)).toMatchObject({ server: 'http://localhost:8080', namespace: 'default' });
  expect(await outcome({ server: 'http://localhost:1' })).toBe(
    'The connection to the server localhost:1 was refused - did you specify the right host or port?',
  );
});

describe('in a pod', () => {
  const account = (files: Readonly<Record<string, string>>) => {
    const folder = temporaryFolder();
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return folder;
  };
  const files = { token: 'of-pod', 'ca.crt': 'PEM', namespace: 'team\n' };
  const env = { HOME: NOWHERE, KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '443' };

  it('the service account is used where no kubeconfig names a server', () => {
    const folder = account(files);
    const { server, namespace, cluster, user } = loadConnection({}, env, folder);
    expect([server, namespace, cluster.certificateAuthority, user.tokenFile]).toEqual([
      'https://10.96.0.1:443',
      'team',
      join(folder, 'ca.crt'),
      join(folder, 'token'),
    ]);
  });

  it.each([
    ['an IPv6 address in brackets', { KUBERNETES_SERVICE_HOST: 'fd00::1' }, {}, ['https://[fd00::1]:443', 'team']],
    ['POD_NAMESPACE before the file', { POD_NAMESPACE: 'own' }, {}, ['https://10.96.0.1:443', 'own']],
    ['--namespace before all', { POD_NAMESPACE: 'own' }, { namespace: 'b' }, ['https://10.96.0.1:443', 'b']],
    ['nothing of it with --server', {}, { server: 'https://example' }, ['https://example', 'default']],
    ['nothing of it without a host', { KUBERNETES_SERVICE_HOST: '' }, {}, ['http://localhost:8080', 'default']],
  ])('it gives %s', (_what, more, flags, expected) => {
    const { server, namespace } = loadConnection(flags, { ...env, ...more }, account(files));
    expect([server, namespace]).toEqual(expected);
  });

  it('a kubeconfig that names a server wins, and one that is empty does not', () => {
    expect(load({}, CONFIG, env, account(files)).server).toBe('https://one.example:6443');
    expect(load({}, {}, env, account(files)).server).toBe('https://10.96.0.1:443');
  });

  it('without a token there is no service account', () => {
    expect(loadConnection({}, env, account({})).server).toBe('http://localhost:8080');
  });

  it('the token and the CA of the files are sent and believed', async () => {
    const server = await serve();
    const folder = account({ token: 'secret\n', 'ca.crt': server.caPem, namespace: 'a' });
    const { hostname, port } = new URL(server.url);
    const { cluster, user } = loadConnection({}, { ...env, KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port }, folder);
    const flags = { server: server.url, certificateAuthority: cluster.certificateAuthority ?? '' };
    const kubeconfig = temporaryFile('config', stringify({ users: [{ name: 'u', user: { tokenFile: user.tokenFile } }] }));
    expect(await outcome({ ...flags, kubeconfig, user: 'u' })).toBe('complete a/foo');
  });
});

describe('contradictions and missing files', () => {
  const withUser = (user: object, cluster: object = {}) => ({
    clusters: [{ name: 'c', cluster: { server: 'https://example', ...cluster } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  });
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'x', interactiveMode: 'Never' };

  it.each<[string, object, object, string]>([
    [
      'two ways to log in',
      { token: 't', username: 'u' },
      {},
      'more than one authentication method found for u; found [token basicAuth], only one is allowed',
    ],
    [
      'a certificate without a key',
      { 'client-certificate-data': 'eA==' },
      {},
      'client-key-data or client-key must be specified for u to use the clientCert authentication method.',
    ],
    [
      'a missing certificate',
      { 'client-certificate': '/no', 'client-key-data': 'eA==' },
      {},
      'unable to read client-cert /no for u due to open /no: no such file or directory',
    ],
    [
      'a missing authority',
      {},
      { 'certificate-authority': '/no' },
      'unable to read certificate-authority /no for c due to open /no: no such file or directory',
    ],
    [
      'groups without a user to act as',
      { 'as-groups': ['g'] },
      {},
      'requesting uid, groups or user-extra for u without impersonating a user',
    ],
    [
      'a plugin without a command',
      { exec: { ...exec, command: '' } },
      {},
      'command must be specified for u to use exec authentication plugin',
    ],
    [
      'a plugin without a version',
      { exec: { ...exec, apiVersion: '' } },
      {},
      'apiVersion must be specified for u to use exec authentication plugin',
    ],
    [
      'a plugin without a mode',
      { exec: { ...exec, interactiveMode: undefined } },
      {},
      'interactiveMode must be specified for u to use exec authentication plugin',
    ],
    ['a plugin with another mode', { exec: { ...exec, interactiveMode: 'Maybe' } }, {}, 'invalid interactiveMode for u: "Maybe"'],
    [
      'a plugin beside a provider',
      { exec, 'auth-provider': { name: 'oidc' } },
      {},
      'authProvider cannot be provided in combination with an exec plugin for u',
    ],
  ])('%s are refused in the words of kubectl', (_what, user, cluster, expected) => {
    expect(failure({}, withUser(user, cluster))).toBe(`Error in configuration: ${expected}`);
  });

  it('are told all at once', () => {
    const message = failure({}, withUser({ 'as-groups': ['g'] }, { 'certificate-authority': '/no' }));
    expect(message).toMatch(/^Error in configuration: \n\* unable to read certificate-authority .*\n\* requesting uid/);
  });

  it('an authority together with no verification is refused', () => {
    const config = withUser({}, { 'insecure-skip-tls-verify': true, 'certificate-authority-data': 'eA==' });
    expect(failure({}, config)).toBe('error: specifying a root certificates file with the insecure flag is not allowed');
  });

  it('extra fields of a user need a key', () => {
    expect(failure({ as: 'bob', asUserExtra: ['nokey'] })).toBe('error: invalid --as-user-extra "nokey": expected key=value');
  });
});

it('a context without a user still has the CA of its cluster applied', async () => {
  const server = await serve();
  const kubeconfig = temporaryFile(
    'config',
    stringify({
      clusters: [
        { name: 'c', cluster: { server: server.url, 'certificate-authority-data': Buffer.from(server.caPem).toString('base64') } },
      ],
      contexts: [{ name: 'x', context: { cluster: 'c' } }],
      'current-context': 'x',
    }),
  );
  expect(await outcome({ kubeconfig, token: 'secret' })).toBe('complete a/foo');
  expect(await outcome({ kubeconfig })).toBe('error: You must be logged in to the server (Unauthorized)');
});

it('the namespace of the context is the one of the connection', async () => {
  const { namespace } = loadConnection({ kubeconfig: kubeconfigFor(await serve(), { namespace: 'team' }) }, {});
  expect(namespace).toBe('team');
});
