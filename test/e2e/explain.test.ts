import { describe, expect, it } from 'vitest';
import type { NodeReport } from '../../src/model/node-report.ts';
import type { PodReport } from '../../src/model/pod-report.ts';
import { runCommand } from '../support/command.ts';
import { labObjects } from '../support/truth.ts';
import { labServer, temporaryFile } from './cluster.ts';

function withoutCoverage(text: string) {
  const { coverage: _coverage, ...rest } = JSON.parse(text) as PodReport | NodeReport;
  return rest;
}

function labFile(): string {
  return temporaryFile(
    'lab.json',
    labObjects()
      .map((one) => JSON.stringify(one))
      .join('\n'),
  );
}

describe('a pod, node or Ingress of a live cluster', () => {
  it.each([
    ['pod/web-675c54595f-7n6qp', 24],
    ['pod/dns-extra', 14],
    ['pod/pending', 10],
    ['node/node2', 20],
    ['ing/shop', 24],
  ])('%s is told as from files, in at most %i requests', async (object, most) => {
    const { server, kubeconfig } = await labServer();
    const question = [object, '-n', 'a', '-o', 'json'];
    const live = await runCommand([...question, '--kubeconfig', kubeconfig]);
    const files = await runCommand([...question, '-f', labFile()]);
    expect([live.code, live.stderr]).toEqual([0, '']);
    expect(withoutCoverage(live.stdout)).toEqual(withoutCoverage(files.stdout));
    expect(server.requests.length).toBeLessThanOrEqual(most);
  });

  it.each([
    ['pod/solo', 'services', 0, 'Which Services send traffic to it is unknown.'],
    ['pod/solo', 'pods', 3, ''],
    ['node/node2', 'pods', 0, 'Which pods are on it is unknown.'],
    ['node/node2', 'nodes', 3, ''],
  ])('%s is told without the right to read %s, with exit code %i', async (object, resource, exitCode, says) => {
    const { kubeconfig } = await labServer({ deny: [{ resource }] });
    const { code, stdout, stderr } = await runCommand([object, '-n', 'a', '--kubeconfig', kubeconfig]);
    expect(code).toBe(exitCode);
    expect(stdout).toContain(says);
    expect(stderr.startsWith(exitCode === 0 ? '' : 'Error from server (Forbidden)')).toBe(true);
  });
});

describe('a pod or node of the demo', () => {
  it.each(['pod/web-675c54595f-7n6qp', 'node/node1'])('%s is told', async (object) => {
    const { code, stdout, stderr } = await runCommand([object, '-n', 'a', '--demo']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('\nNETWORK\n');
  });

  it('is found by its type alone', async () => {
    const { stdout } = await runCommand(['pods,nodes', '-A', '--demo', '-o', 'json']);
    const { items } = JSON.parse(stdout) as { readonly items: readonly (PodReport | NodeReport)[] };
    expect(new Set(items.map(({ kind }) => kind))).toEqual(new Set(['Pod', 'Node']));
  });

  it('that is not there is told in the words of kubectl', async () => {
    expect(await runCommand(['node/node9', '--demo'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'Error from server (NotFound): nodes "node9" not found\nhint: the cluster has a Node "node1": did you mean that?\n',
    });
  });
});
