import { describe, expect, it } from 'vitest';
import type { AuditReport } from '../../src/model/audit-report.ts';
import { runCommand } from '../support/command.ts';
import { labObjects } from '../support/truth.ts';
import { labServer, temporaryFile } from './cluster.ts';

const identities = (stdout: string) => (JSON.parse(stdout) as AuditReport).findings.map(({ identity }) => identity);

describe('the audit of a live cluster', () => {
  it.each([['-A'], ['-n', 'a'], ['-n', 'prod', '--all']])('finds with %s what it finds in files', async (...flags) => {
    const { kubeconfig } = await labServer();
    const lab = temporaryFile(
      'lab.json',
      labObjects()
        .map((one) => JSON.stringify(one))
        .join('\n'),
    );
    const question = ['audit', ...flags, '-o', 'json'];
    const live = await runCommand([...question, '--kubeconfig', kubeconfig]);
    const files = await runCommand([...question, '-f', lab]);
    expect([live.stderr, live.code]).toEqual(['', files.code]);
    expect(identities(live.stdout)).toEqual(identities(files.stdout));
    expect(identities(live.stdout).length).toBeGreaterThan(1);
  });

  it('lists each kind once, only those that the rules look at, and of Secrets nothing but the metadata of those that Ingresses name', async () => {
    const { server, kubeconfig } = await labServer();
    await runCommand(['audit', '-A', '--kubeconfig', kubeconfig]);
    const lists = server.requests.filter(({ query }) => query.get('limit') !== null).map(({ path }) => path);
    expect(lists).toEqual([...new Set(lists)]);
    const { server: other, kubeconfig: file } = await labServer();
    await runCommand(['audit', '-A', '--rule', 'NX6001', '--kubeconfig', file]);
    expect(other.requests.map(({ path }) => path).filter((path) => !/^\/(version|api|apis)$/.test(path))).toEqual(['/api/v1/nodes']);
    expect(server.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    const secrets = server.requests.filter(({ path }) => path.includes('secrets'));
    expect(secrets.map(({ path }) => path).sort()).toEqual([
      '/api/v1/namespaces/a/secrets/missing-tls',
      '/api/v1/namespaces/a/secrets/shop-tls',
    ]);
    for (const { headers } of secrets) expect(headers.accept).toContain('as=PartialObjectMetadata');
  });

  it.each([
    ['pods', 3, ['audit', '-A', '--rule', 'NX1102'], 'pods: you may not list them (kubectl auth can-i list pods -A)'],
    ['services', 3, ['audit', 'services', '-A'], 'services: you may not list them (kubectl auth can-i list services -A)'],
    ['nodes', 3, ['audit', 'nodes', '-A'], 'nodes: you may not list them (kubectl auth can-i list nodes)'],
    ['events', 1, ['audit', '-A'], 'events: you may not list them (kubectl auth can-i list events -A)'],
    ['nodes', 0, ['audit', '-A', '--rule', 'NX1117'], 'nodes: you may not list them (kubectl auth can-i list nodes)'],
    [
      'endpointslices',
      1,
      ['audit', 'services', '-n', 'b'],
      'endpointslices: you may not list them (kubectl auth can-i list endpointslices.discovery.k8s.io -n b)',
    ],
  ])('without the right to read %s exits with %i, and says what is missing', async (resource, exitCode, words, says) => {
    const { kubeconfig } = await labServer({ deny: [{ resource }] });
    const { code, stdout, stderr } = await runCommand([...words, '--kubeconfig', kubeconfig]);
    expect([code, stderr]).toEqual([exitCode, '']);
    expect(stdout).toContain(says);
  });

  it('goes by v1 Endpoints where the server has no EndpointSlices', async () => {
    const { kubeconfig } = await labServer({ unserved: ['endpointslices'] });
    const { stdout } = await runCommand(['audit', 'services', '-A', '-o', 'json', '--kubeconfig', kubeconfig]);
    const { skipped } = JSON.parse(stdout) as AuditReport;
    expect(skipped.some(({ reason, why }) => reason === 'not-served' && why.includes('endpointslices'))).toBe(true);
    expect(identities(stdout)).toContain('NX1003 Service a/nomatch');
  });
});
