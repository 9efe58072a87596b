import { describe, expect, it, onTestFinished } from 'vitest';
import { clusterOf } from '../../bench/cluster.ts';
import type { DnsReport } from '../../src/index.ts';
import { startApiServer } from '../support/api-server/index.ts';
import { runCommand } from '../support/command.ts';
import { labObjects } from '../support/truth.ts';
import { labServer, temporaryFile } from './cluster.ts';

function parsed(text: string): DnsReport {
  return JSON.parse(text) as DnsReport;
}

describe('a name looked up in a live cluster', () => {
  const file = () =>
    temporaryFile(
      'lab.json',
      labObjects()
        .map((one) => JSON.stringify(one))
        .join('\n'),
    );

  it.each([
    'foo --from pod/a/cli-czzjz',
    'foo.b --from pod/a/cli-czzjz',
    'foo -n b',
    'db-0.db.a --from pod/b/cli-zrlrm',
    'www.example.com --from pod/a/dns-ndots1',
    'foo.a --from pod/a/hostnet',
    '_pg._tcp.db.a.svc.cluster.local',
    '10.96.0.10',
    '10.244.3.6',
    'ext-in.b --from pod/a/cli-czzjz --type CNAME',
  ])('%s is told as from files, with the same exit code', async (line) => {
    const { kubeconfig } = await labServer();
    const asked = ['dns', ...line.split(' '), '-o', 'json'];
    const live = await runCommand([...asked, '--kubeconfig', kubeconfig]);
    const files = await runCommand([...asked, '-f', file()]);
    const { coverage: _live, ...fromServer } = parsed(live.stdout);
    const { coverage: _files, ...fromFiles } = parsed(files.stdout);
    expect(live.stderr).toBe('');
    expect(fromServer).toEqual(fromFiles);
    expect(live.code).toBe(files.code);
  });
});

describe('a name looked up without the right to read', () => {
  it.each([
    ['services', 'foo.a.svc.cluster.local.', 'get services -n a'],
    ['services', 'foo', 'get services -n a'],
    ['services', '10.96.0.10', 'list services -A'],
    ['namespaces', 'nope.zz.svc.cluster.local.', 'get namespaces'],
    ['endpointslices', 'db.a.svc.cluster.local.', 'list endpointslices.discovery.k8s.io -n a'],
    ['endpointslices', '10.244.3.6', 'list endpointslices.discovery.k8s.io -A'],
  ])('%s is unknown: %s, and the right is named', async (resource, name, right) => {
    const { kubeconfig } = await labServer({ deny: [{ resource }] });
    const asked = ['dns', name, '--from', 'pod/a/cli-czzjz', '--kubeconfig', kubeconfig];
    const { code, stdout, stderr } = await runCommand([...asked, '-o', 'json']);
    expect([code, stderr]).toEqual([3, '']);
    const { outcome, answers, coverage } = parsed(stdout);
    expect([outcome, answers]).toEqual(['unknown', []]);
    expect(coverage.gaps.map(({ reason }) => reason)).toContain('forbidden');
    const text = await runCommand(asked);
    expect(text.code).toBe(3);
    expect(text.stdout).toContain(`(kubectl auth can-i ${right})`);
  });

  it.each([
    ['endpointslices', 'foo.a.svc.cluster.local.'],
    ['services', 'nope.zz.svc.cluster.local.'],
    ['configmaps', 'foo.a.svc.cluster.local.'],
    ['nodes', 'foo.a.svc.cluster.local.'],
    ['daemonsets', 'foo.a.svc.cluster.local.'],
    ['namespaces', '10.96.0.10'],
    ['namespaces', 'foo.a.svc.cluster.local.'],
    ['namespaces', 'foo'],
  ])('%s is what it is with it, where nothing hangs on it: %s', async (resource, name) => {
    const asked = ['dns', name, '--from', 'pod/a/cli-czzjz', '-o', 'json', '--kubeconfig'];
    const denied = await runCommand([...asked, (await labServer({ deny: [{ resource }] })).kubeconfig]);
    const all = await runCommand([...asked, (await labServer()).kubeconfig]);
    expect([denied.code, denied.stderr]).toEqual([all.code, '']);
    const told = (text: string) => ({ outcome: parsed(text).outcome, answers: parsed(text).answers });
    expect(told(denied.stdout)).toEqual(told(all.stdout));
  });

  it('the pod that asks nothing is said but the refusal', async () => {
    const { kubeconfig } = await labServer({ deny: [{ resource: 'pods' }] });
    const { code, stdout, stderr } = await runCommand(['dns', 'foo', '--from', 'pod/a/cli-czzjz', '--kubeconfig', kubeconfig]);
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/^Error from server \(Forbidden\): pods "cli-czzjz" is forbidden/);
    expect(stderr).toContain('kubectl auth can-i get pods -n a');
  });
});

describe('what a look-up costs', () => {
  async function costOf(nodes: number, line: string) {
    const server = await startApiServer(clusterOf(nodes));
    onTestFinished(() => server.close());
    const kubeconfig = temporaryFile('kubeconfig', server.kubeconfig());
    const { code, stderr } = await runCommand(['dns', ...line.split(' '), '-o', 'json', '--kubeconfig', kubeconfig]);
    expect([code, stderr]).toEqual([0, '']);
    return server.requests.map(({ path, query, bytes }) => `${path}?${query} ${bytes}`).sort();
  }

  it.each(['foo --from pod/a/app-00-675c54595f-00000', 'http://foo.a:80/x -n a', 'www.example.com -n a', '10.96.0.38'])(
    '%s costs the same requests and bytes in a cluster of 10 nodes and of 5,000',
    async (line) => {
      const small = await costOf(10, line);
      expect(await costOf(5_000, line)).toEqual(small);
      expect(small.length).toBeLessThanOrEqual(10);
    },
    60_000,
  );
});
