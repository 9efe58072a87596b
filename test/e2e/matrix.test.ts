import { describe, expect, it } from 'vitest';
import type { MatrixReport } from '../../src/model/matrix-report.ts';
import { runCommand } from '../support/command.ts';
import { labObjects } from '../support/truth.ts';
import { labServer, temporaryFile } from './cluster.ts';

const ask = async (line: string, kubeconfig: string) => {
  const { code, stdout, stderr } = await runCommand(['path', '--matrix', ...line.split(' '), '-o', 'json', '--kubeconfig', kubeconfig]);
  return { code, stderr, report: JSON.parse(stdout) as MatrixReport };
};

describe('the matrix of a live cluster', () => {
  it.each(['-n prod', '-A', '-n prod --port 8080', '-A --protocol udp --assume-enforced yes'])('%s is told as from files', async (line) => {
    const objects = temporaryFile(
      'lab.json',
      labObjects()
        .map((one) => JSON.stringify(one))
        .join('\n'),
    );
    const live = await ask(line, (await labServer()).kubeconfig);
    const files = await runCommand(['path', '--matrix', ...line.split(' '), '-o', 'json', '-f', objects, '--complete']);
    const { coverage: _coverage, ...told } = JSON.parse(files.stdout) as MatrixReport;
    const { coverage: _live, ...rest } = live.report;
    expect([live.code, live.stderr, rest]).toEqual([files.code, '', told]);
  });

  it('lists each kind of one namespace once, however many workloads there are', async () => {
    const { server, kubeconfig } = await labServer();
    await ask('-n a', kubeconfig);
    const reads = server.requests.map(({ path }) => path).filter((path) => /\/namespaces\/|\/(pods|nodes|daemonsets)$/.test(path));
    expect(reads.filter((path) => path.endsWith('/networkpolicies'))).toEqual(['/apis/networking.k8s.io/v1/namespaces/a/networkpolicies']);
    expect(reads.filter((path) => path.endsWith('/namespaces/a/pods'))).toHaveLength(1);
    expect(new Set(reads).size).toBe(reads.length);
  });

  it('asks no namespace by itself for all of them', async () => {
    const { server, kubeconfig } = await labServer();
    await ask('-A', kubeconfig);
    const paths = server.requests.map(({ path }) => path);
    expect(paths.filter((path) => path.endsWith('/networkpolicies'))).toEqual(['/apis/networking.k8s.io/v1/networkpolicies']);
    expect(paths.filter((path) => path.endsWith('/pods'))).toEqual(['/api/v1/pods']);
  });
});

describe('without the right to read', () => {
  it('policies, every pair is unknown, and the right is named', async () => {
    const { kubeconfig } = await labServer({ deny: [{ resource: 'networkpolicies' }] });
    const { code, report } = await ask('-n prod', kubeconfig);
    expect([code, report.outcome, report.pairs.allowed, report.pairs.denied, report.pairs.mixed]).toEqual([3, 'incomplete', 0, 0, 0]);
    expect(report.pairs.unknown).toBeGreaterThan(0);
    expect(report.coverage.gaps).toContainEqual(expect.objectContaining({ kind: 'NetworkPolicy', reason: 'forbidden' }));
  });

  it('pods, nothing is told', async () => {
    const { kubeconfig } = await labServer({ deny: [{ resource: 'pods' }] });
    const { code, report } = await ask('-n prod', kubeconfig);
    expect([code, report.outcome, report.cells.filter(({ pairs }) => pairs > 0)]).toEqual([3, 'unknown', []]);
    expect(report.summary).toMatch(/^The pods of namespace prod could not be read: /);
  });

  it('namespaces, only what hangs on their labels is unknown', async () => {
    const known = (await ask('-A --assume-enforced yes', (await labServer()).kubeconfig)).report;
    const { report } = await ask('-A --assume-enforced yes', (await labServer({ deny: [{ resource: 'namespaces' }] })).kubeconfig);
    const total = ({ pairs }: MatrixReport) => pairs.allowed + pairs.denied + pairs.unknown + pairs.mixed;
    expect(total(report)).toBe(total(known));
    expect(report.pairs.unknown).toBeGreaterThan(known.pairs.unknown);
    expect(report.pairs.allowed).toBeGreaterThan(0);
    expect(report.pairs.denied).toBeGreaterThan(0);
    expect(report.reasons.flatMap(({ doubts }) => doubts).join('\n')).toMatch(/[Nn]amespace/);
  });

  it('Services, workloads are asked about the ports of their containers, and the right is named', async () => {
    const { report } = await ask('-n prod --assume-enforced yes', (await labServer({ deny: [{ resource: 'services' }] })).kubeconfig);
    expect(report.pairs.denied).toBeGreaterThan(0);
    expect(report.coverage.gaps).toContainEqual(expect.objectContaining({ kind: 'Service', reason: 'forbidden' }));
  });
});

describe('where a kind is not served', () => {
  it('it is no gap that anything is unknown by', async () => {
    const usual = (await ask('-n prod --assume-enforced yes', (await labServer()).kubeconfig)).report;
    const unserved = ['clusternetworkpolicies', 'adminnetworkpolicies', 'baselineadminnetworkpolicies', 'ciliumnetworkpolicies'];
    const { report } = await ask('-n prod --assume-enforced yes', (await labServer({ unserved })).kubeconfig);
    expect([report.pairs, report.cells, report.outcome]).toEqual([usual.pairs, usual.cells, 'judged']);
  });
});
