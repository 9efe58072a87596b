import { describe, expect, it } from 'vitest';
import type { ExposureReport } from '../../src/model/exposure-report.ts';
import { runCommand } from '../support/command.ts';
import { labObjects } from '../support/truth.ts';
import { labServer, temporaryFile } from './cluster.ts';

const rows = (stdout: string) => (JSON.parse(stdout) as ExposureReport).rows;

describe('the inventory of a live cluster', () => {
  it.each([
    ['nodeports', '-A'],
    ['nodeports', '-n', 'prod'],
    ['exposure', '-A', '--by', 'node'],
    ['exposure', '-n', 'a', '--node', 'node2'],
  ])('%s %s has the rows that files have', async (...words) => {
    const { kubeconfig } = await labServer();
    const lab = temporaryFile(
      'lab.json',
      labObjects()
        .map((one) => JSON.stringify(one))
        .join('\n'),
    );
    const question = ['audit', ...words, '-o', 'json'];
    const live = await runCommand([...question, '--kubeconfig', kubeconfig]);
    const files = await runCommand([...question, '-f', lab]);
    expect([live.stderr, live.code, files.code]).toEqual(['', 0, 0]);
    expect(rows(live.stdout)).toEqual(rows(files.stdout));
    expect(rows(live.stdout).length).toBeGreaterThan(1);
  });

  it('lists each kind once, and reads no Secret and no Event', async () => {
    const { server, kubeconfig } = await labServer();
    await runCommand(['audit', 'exposure', '-A', '--kubeconfig', kubeconfig]);
    const lists = server.requests.filter(({ query }) => query.get('limit') !== null).map(({ path }) => path.split('/').at(-1));
    const routes = ['gateways', 'gatewayclasses', 'listenersets', 'httproutes', 'grpcroutes', 'tlsroutes', 'tcproutes', 'udproutes'];
    const beside = ['referencegrants', 'backendtlspolicies', 'namespaces', 'ingresses', 'ingressclasses', 'networkpolicies'];
    const ports = ['daemonsets', 'endpointslices', 'nodes', 'pods', 'services'];
    expect(lists.toSorted()).toEqual([...ports, ...beside, ...routes].sort());
    expect(server.requests.filter(({ path, method }) => path.includes('secrets') || method !== 'GET')).toEqual([]);
  });

  it.each([
    ['services', 3, 'Services that open ports: you may not list them (kubectl auth can-i list services -A)'],
    ['nodes', 3, 'addresses and states of nodes: you may not list them (kubectl auth can-i list nodes)'],
    ['endpointslices', 3, 'endpoints of Services: you may not list them (kubectl auth can-i list endpointslices.discovery.k8s.io -A)'],
    ['pods', 0, 'workloads behind Services, and ports that pods open: you may not list them (kubectl auth can-i list pods -A)'],
  ])('without the right to list %s exits with %i, and says what is missing', async (resource, exitCode, says) => {
    const { kubeconfig } = await labServer({ deny: [{ resource }] });
    const { code, stdout, stderr } = await runCommand(['audit', 'nodeports', '-A', '--kubeconfig', kubeconfig]);
    expect([code, stderr]).toEqual([exitCode, '']);
    expect(stdout).toContain(says);
  });

  it('goes by v1 Endpoints where the server has no EndpointSlices', async () => {
    const { kubeconfig } = await labServer({ unserved: ['endpointslices'] });
    const { stdout, code } = await runCommand(['audit', 'nodeports', '-A', '-o', 'json', '--kubeconfig', kubeconfig]);
    expect(code).toBe(0);
    expect(
      rows(stdout)
        .filter(({ port, answers }) => port === 30081 && answers === 'yes')
        .map(({ node }) => node),
    ).toEqual(['node3']);
  });
});
