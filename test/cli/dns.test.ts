import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../src/cli/exit-code.ts';
import { main } from '../../src/cli/main.ts';
import type { DnsReport } from '../../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'netexplain-dns-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command line in this process, with nothing of the process's own. */
async function run(...argv: string[]) {
  const told = { out: '', err: '' };
  const code = await main(argv, {
    env: { HOME: '/nonexistent' },
    out: (text) => {
      told.out += text;
    },
    drained: async () => true,
    err: (text) => {
      told.err += text;
    },
    stdin: async () => '',
    terminal: undefined,
    interactive: false,
  });
  return { code, ...told };
}

async function report(...argv: string[]): Promise<DnsReport> {
  return JSON.parse((await run('dns', ...argv, '-o', 'json', '--demo')).out) as DnsReport;
}

describe('kubectl netexplain dns', () => {
  it.each([
    [['foo', '--from', 'pod/a/cli-czzjz'], 0, 'foo is 10.96.57.141 in pod a/cli-czzjz'],
    [['foo', '--from=pod/cli-czzjz', '-n', 'a'], 0, 'foo is 10.96.57.141 in pod a/cli-czzjz'],
    [['http://foo.a:8080/x', '-n', 'b'], 0, 'http://foo.a:8080/x is 10.96.57.141 in a pod of namespace b'],
    [['10.96.0.10'], 0, '10.96.0.10 is kube-dns.kube-system.svc.cluster.local. in a pod of namespace default'],
    [
      ['foo.a.svc.cluster.local.', '--type', 'aaaa'],
      1,
      'foo.a.svc.cluster.local. exists in a pod of namespace default, without AAAA records',
    ],
    [
      ['nope.a.svc.cluster.local.'],
      1,
      'nope.a.svc.cluster.local. does not resolve in a pod of namespace default: there is no Service "nope" in namespace a',
    ],
  ])('%j exits with %i', async (argv, code, says) => {
    const ran = await run('dns', ...argv, '--demo');
    expect([ran.code, ran.err]).toEqual([code, '']);
    expect(ran.out.split('\n')[0]).toContain(says);
  });

  it.each([
    [['svc/foo'], 'error: invalid NAME "svc/foo": expected a name, an address or a URL'],
    [['foo', '--type', 'XX'], 'error: invalid record type "XX": expected one of A, AAAA'],
    [['foo', '--from', 'svc/foo'], 'error: invalid --from "svc/foo": expected pod/NAME or pod/NAMESPACE/NAME'],
    [['foo', '--libc', 'bionic'], 'error: invalid argument "bionic" for "--libc" flag'],
    [['foo', '--node-resolv-conf', '/nonexistent/resolv.conf'], 'the path "/nonexistent/resolv.conf" does not exist'],
    [[], 'error: name is required'],
    [['foo', 'bar'], 'error: too many arguments'],
    [['foo', '-A'], 'error: unknown flag: --all-namespaces'],
    [['foo', '--proxy-mode', 'ipvs'], 'error: unknown flag: --proxy-mode'],
    [['foo', '-o', 'csv'], 'allowed formats are: json,table,wide,yaml'],
    [['foo', '--from', 'pod/a/nobody'], 'Error from server (NotFound): pods "nobody" not found'],
  ])('%j is refused', async (argv, says) => {
    const ran = await run('dns', ...argv, '--demo');
    expect([ran.code, ran.out]).toEqual([2, '']);
    expect(ran.err).toContain(says);
  });

  it.each([
    ['resolved', 0],
    ['asked-upstream', 0],
    ['nxdomain', 1],
    ['nodata', 1],
    ['failed', 1],
    ['unknown', 3],
  ] as const)('a name that is %s exits with %i', async (outcome, code) => {
    expect(exitCodeOf({ ...(await report('foo', '-n', 'a')), outcome }, 'never')).toBe(code);
  });

  it('exits with 1 where a name resolves and a finding is as bad as --fail-on', async () => {
    const asked = ['dns', 'foo', '-n', 'b', '--demo'];
    expect((await run(...asked)).code).toBe(0);
    expect((await run(...asked, '--fail-on', 'warning')).code).toBe(1);
    expect((await run(...asked, '--fail-on', 'error')).code).toBe(0);
  });

  it('names what would have worked', async () => {
    expect((await report('foo', '-n', 'b')).suggestions).toEqual([{ name: 'foo.a', says: 'Service "foo" is in namespace a' }]);
    expect((await report('fooo', '-n', 'a')).suggestions[0]?.name).toBe('foo');
  });

  it('lists every name of a Service', async () => {
    const { forms = [] } = await report('foo', '-n', 'a', '--all-forms');
    expect(forms.map(({ name }) => name)).toEqual([
      ...['foo', 'foo.a', 'foo.a.svc', 'foo.a.svc.cluster.local', 'foo.a.svc.cluster.local.'],
      '_http._tcp.foo.a.svc.cluster.local',
    ]);
  });

  it('lists no name where the name leads to no Service', async () => {
    const { code, err, out } = await run('dns', 'nope.a.svc.cluster.local.', '--all-forms', '--demo');
    expect([code, err]).toEqual([1, '']);
    expect(out.split('\n')).toContain('NAMES  none: it leads to no Service that is known');
  });

  it('tells musl from glibc', async () => {
    const names = async (libc: string) => (await report('foo.a', '-n', 'a', '--libc', libc)).queries.map(({ name }) => name);
    expect(await names('glibc')).toEqual(['foo.a.a.svc.cluster.local.', 'foo.a.svc.cluster.local.']);
    expect(await names('musl')).toEqual(await names('glibc'));
  });

  it("uses the node's own resolv.conf where it is given", async () => {
    const file = join(folder, 'resolv.conf');
    writeFileSync(file, 'nameserver 192.0.2.1\nsearch corp.lab\n');
    const { queries, resolvConf } = await report('foo.b', '-n', 'a', '--node-resolv-conf', file);
    expect(resolvConf.search).toContain('corp.lab');
    expect(queries.map(({ name }) => name)).toContain('foo.b.corp.lab.');
    expect(resolvConf.unknown).toEqual([]);
  });
});
