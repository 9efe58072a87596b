import { describe, expect, it } from 'vitest';
import { address, addressMap, readLive, readObjects } from '../../src/index.ts';
import type { AddressReport } from '../../src/model/address-report.ts';
import { runCommand } from '../support/command.ts';
import { labObjects } from '../support/truth.ts';
import { labServer } from './cluster.ts';

const lab = readObjects(labObjects());

function withoutCoverage<R extends { readonly coverage: unknown }>({ coverage: _coverage, ...rest }: R) {
  return rest;
}

async function ipOf(line: string, kubeconfig: string) {
  const { code, stdout, stderr } = await runCommand(['ip', ...line.split(' '), '-o', 'json', '--kubeconfig', kubeconfig]);
  return { code, stderr, report: JSON.parse(stdout) as AddressReport };
}

describe('an address of a live cluster', () => {
  it.each(['10.96.0.10', '10.244.1.3', '10.244.1.17', '172.30.0.13', '203.0.113.13', '8.8.8.8', 'fd00::1'])(
    '%s gives the same report as from the objects',
    async (ip) => {
      const { kubeconfig } = await labServer();
      const { code, stderr, report } = await ipOf(ip, kubeconfig);
      expect([code, stderr]).toEqual([0, '']);
      expect(withoutCoverage(report)).toEqual(withoutCoverage(address(lab, { address: ip }) as AddressReport));
    },
  );

  it('costs five requests where it is a Cluster IP, and pods are selected by the server', async () => {
    const { server, kubeconfig } = await labServer();
    await ipOf('10.96.0.10', kubeconfig);
    const asked = server.requests.map(({ path, query }) =>
      `${path.split('/').slice(3).join('/')} ${query.get('fieldSelector') ?? ''}`.trim(),
    );
    expect(asked.sort()).toEqual(['nodes', 'pods status.podIP=10.96.0.10', 'services', 'v1/ipaddresses/10.96.0.10', 'v1/servicecidrs']);
  });

  it('costs no list more for several addresses', async () => {
    const { server, kubeconfig } = await labServer();
    await ipOf('10.244.1.3 10.244.1.4 8.8.8.8', kubeconfig);
    expect(server.requests.filter(({ path }) => /\/(nodes|services|endpointslices)$/.test(path))).toHaveLength(3);
  });

  it('stays open where nodes may not be listed, unless something else has it', async () => {
    const { kubeconfig } = await labServer({ deny: [{ resource: 'nodes' }] });
    const open = await ipOf('8.8.8.8', kubeconfig);
    expect([open.code, open.report.outcome]).toEqual([3, 'unknown']);
    expect(open.report.coverage.notChecked).toContainEqual({
      what: 'whether it is a node address or in a pod CIDR',
      why: 'Node: you may not list them (kubectl auth can-i list nodes)',
      codes: [],
    });
    expect((await ipOf('10.244.1.3', kubeconfig)).code).toBe(0);
  });
});

describe('the library', () => {
  it('reads for the function that is named', async () => {
    const { kubeconfig } = await labServer();
    const question = { address: '10.96.0.10' };
    const live = await readLive('address', question, { kubeconfig });
    expect(withoutCoverage(address(live, question) as AddressReport)).toEqual(withoutCoverage(address(lab, question) as AddressReport));
  });

  it('takes the namespace of the context when a question names none', async () => {
    const { server, kubeconfig } = await labServer({}, { namespace: 'prod' });
    const live = await readLive('addressMap', {}, { kubeconfig });
    expect(server.requests.some(({ path }) => path === '/api/v1/namespaces/prod/pods')).toBe(true);
    expect(addressMap(live, { namespace: 'prod' }).rows).toEqual(addressMap(lab, { namespace: 'prod' }).rows);
  });
});
