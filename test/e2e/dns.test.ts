import { describe, expect, it } from 'vitest';
import type { DnsReport } from '../../src/index.ts';
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

  it.each([
    ['services', 3],
    ['namespaces', 3],
    ['endpointslices', 3],
    ['configmaps', 0],
    ['nodes', 0],
    ['daemonsets', 0],
  ])('without the right to read %s nothing is said that is not sure (exit code %i)', async (resource, code) => {
    const { kubeconfig } = await labServer({ deny: [{ resource }] });
    const name = resource === 'endpointslices' ? 'db.a.svc.cluster.local.' : 'foo.a.svc.cluster.local.';
    const ran = await runCommand(['dns', name, '--from', 'pod/a/cli-czzjz', '-o', 'json', '--kubeconfig', kubeconfig]);
    const { outcome, coverage } = parsed(ran.stdout);
    expect([ran.code, outcome]).toEqual([code, code === 3 ? 'unknown' : 'resolved']);
    expect(coverage.gaps.some(({ reason }) => reason === 'forbidden')).toBe(true);
  });
});
