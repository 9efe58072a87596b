import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { readKubeconfig } from '../../../src/cluster/live/kubeconfig.ts';
import { fileProblem } from '../../../src/cluster/live/read-file.ts';
import { temporaryFile, temporaryFolder } from '../../e2e/cluster.ts';

const file = (fields: object) => temporaryFile('config', stringify({ apiVersion: 'v1', kind: 'Config', ...fields }));
const merged = (...files: readonly string[]) => readKubeconfig({}, { KUBECONFIG: files.join(delimiter) });
const cluster = (name: string, server: string) => ({ clusters: [{ name, cluster: { server } }] });

describe('several files of KUBECONFIG', () => {
  it('are merged by name, and of two entries with one name the first file has it', () => {
    const { clusters } = merged(file(cluster('c', 'https://first')), file(cluster('c', 'https://second')), file(cluster('d', 'https://d')));
    expect([...clusters.values()].map(({ name, server }) => [name, server]).sort()).toEqual([
      ['c', 'https://first'],
      ['d', 'https://d'],
    ]);
  });

  it('are not mixed within an entry: the first one has it whole', () => {
    const first = file({ users: [{ name: 'u', user: { username: 'bob' } }] });
    const second = file({ users: [{ name: 'u', user: { token: 'secret', username: 'eve' } }] });
    expect(merged(first, second).users.get('u')).toMatchObject({ username: 'bob' });
    expect(merged(first, second).users.get('u')?.token).toBeUndefined();
  });

  it.each([
    ['the first that names one', ['', 'b', 'c'], 'b'],
    ['none when nobody names one', ['', ''], ''],
  ])('have the current context of %s', (_what, contexts, expected) => {
    expect(merged(...contexts.map((context) => file({ 'current-context': context }))).currentContext).toBe(expected);
  });

  it.each([
    ['missing', () => '/nonexistent/config'],
    ['empty', () => temporaryFile('config', '')],
    ['made of a comment', () => temporaryFile('config', '# nothing here\n---\n')],
    ['without a name', () => ''],
  ])('may be %s', (_what, other) => {
    const good = file(cluster('c', 'https://c'));
    expect(merged(other(), good).clusters.get('c')?.server).toBe('https://c');
    expect(merged(good, other()).clusters.get('c')?.server).toBe('https://c');
  });

  it('count for nothing beside --kubeconfig', () => {
    const own = file(cluster('c', 'https://own'));
    const config = readKubeconfig({ kubeconfig: own }, { KUBECONFIG: file(cluster('d', 'https://d')) });
    expect([...config.clusters.keys()]).toEqual(['c']);
  });
});

it('without flag and KUBECONFIG, ~/.kube/config is read', () => {
  const home = temporaryFolder();
  mkdirSync(join(home, '.kube'));
  writeFileSync(join(home, '.kube', 'config'), stringify(cluster('home', 'https://home')));
  expect([...readKubeconfig({}, { HOME: home }).clusters.keys()]).toEqual(['home']);
  expect([...readKubeconfig({}, { HOME: '/nonexistent' }).clusters.keys()]).toEqual([]);
});

describe('a file that cannot be used', () => {
  const failure = (path: string) => {
    try {
      readKubeconfig({ kubeconfig: path }, {});
    } catch (error) {
      return (error as Error).message.replaceAll(path, 'FILE');
    }
    return 'none';
  };
  const text = (content: string) => failure(temporaryFile('config', content));

  it('is missing', () => {
    expect(failure('/nonexistent/config')).toBe('error: stat FILE: no such file or directory');
  });

  it('is a directory', () => {
    expect(failure(temporaryFolder())).toBe('error: error loading config file "FILE": read FILE: is a directory');
  });

  it('may not be read', () => {
    const refused = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    expect(fileProblem(refused, 'read', 'FILE')).toBe('open FILE: permission denied');
  });

  it.each([
    ['broken YAML', 'clusters: [', /^error: error loading config file "FILE": yaml: line 1: error parsing YAML: /],
    ['a list', '- a', /expected an object, got a list$/],
    ['another kind', 'apiVersion: apps/v1\nkind: Deployment', /no kind "Deployment" is registered for version "apps\/v1"$/],
    ['clusters that are no list', 'clusters: x', /clusters: expected a list, got string$/],
    ['a name that is a number', 'clusters: [{name: 7}]', /clusters\[0\]\.name: expected a string, got number$/],
    ['a name twice', 'users: [{name: u}, {name: u}]', /users: duplicate name "u" in list$/],
  ])('has %s', (_what, content, expected) => {
    expect(text(content)).toMatch(expected);
  });

  it.each([
    ['a token that is a number', 'users: [{name: u, user: {token: 5550199}}]'],
    ['a password that is a list', 'users: [{name: u, user: {password: [5550199]}}]'],
    ['a secret in broken YAML', 'users:\n- user:\n    token: 5550199: x\n   y: "5550199'],
    ['a secret where YAML has other signs', 'users:\n- {name: u, user: {token: @5550199}}'],
    ['a secret that looks like an alias', 'users:\n- {name: u, user: {token: *5550199}}'],
    ['a secret where the file should be', '"5550199"'],
  ])('has %s, and the secret is not shown', (_what, content) => {
    expect(text(content)).toMatch(/^error: error loading config file "FILE": /);
    expect(text(content)).not.toContain('5550199');
  });
});

describe('a path', () => {
  const pathsIn = (fields: object) => {
    const folder = temporaryFolder();
    const path = join(folder, 'config');
    writeFileSync(path, stringify(fields));
    const { clusters, users } = readKubeconfig({ kubeconfig: path }, {});
    return { folder, cluster: clusters.get('c'), user: users.get('u') };
  };
  const names = (value: string) => ({
    clusters: [{ name: 'c', cluster: { 'certificate-authority': value } }],
    users: [
      {
        name: 'u',
        user: { 'client-certificate': value, 'client-key': value, tokenFile: value, exec: { command: value } },
      },
    ],
  });

  it('that is relative counts from the file: of certificates, key, token and command', () => {
    const { folder, cluster: found, user } = pathsIn(names('../pki/x'));
    const expected = join(folder, '../pki/x');
    const { certificateAuthority } = found ?? {};
    const { clientCertificate, clientKey, tokenFile, exec } = user ?? {};
    expect([certificateAuthority, clientCertificate, clientKey, tokenFile, exec?.command]).toEqual(Array(5).fill(expected));
  });

  it('that is absolute stays', () => {
    const { cluster: found, user } = pathsIn(names('/pki/x'));
    expect([found?.certificateAuthority, user?.tokenFile, user?.exec?.command]).toEqual(['/pki/x', '/pki/x', '/pki/x']);
  });

  it('without a slash is a file, but a command is looked for on the PATH', () => {
    const { folder, cluster: found, user } = pathsIn(names('x'));
    expect([found?.certificateAuthority, user?.exec?.command]).toEqual([join(folder, 'x'), 'x']);
  });
});
