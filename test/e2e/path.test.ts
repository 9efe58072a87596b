import { describe, expect, it, onTestFinished } from 'vitest';
import { clusterOf } from '../../bench/cluster.ts';
import { path, readLive, readObjects } from '../../src/index.ts';
import { KINDS } from '../../src/model/kind.ts';
import type { PathReport } from '../../src/model/path-report.ts';
import { startApiServer } from '../support/api-server/index.ts';
import { runCommand } from '../support/command.ts';
import { labObjects } from '../support/truth.ts';
import { labServer, temporaryFile } from './cluster.ts';

function withoutCoverage(text: string) {
  const { coverage: _coverage, ...rest } = JSON.parse(text) as PathReport;
  return rest;
}

async function flow(line: string, kubeconfig: string) {
  return runCommand(['path', ...line.split(' '), '-o', 'json', '--kubeconfig', kubeconfig]);
}

describe('a flow through a live cluster', () => {
  const file = () =>
    temporaryFile(
      'lab.json',
      labObjects()
        .map((one) => JSON.stringify(one))
        .join('\n'),
    );

  it.each([
    'pod/a/cli-czzjz svc/a/foo:80',
    'pod/a/cli-czzjz svc/a/foo:81',
    'pod/a/cli-czzjz svc/a/db',
    'pod/a/cli-czzjz svc/b/ext-in:80',
    'pod/a/cli-czzjz 10.96.0.10:53 --protocol udp',
    'pod/a/cli-czzjz 10.244.3.2:8080',
    'pod/a/cli-czzjz 172.30.0.13:30081',
    'pod/a/cli-czzjz 8.8.8.8:443 --pod-masquerade no',
    'pod/a/hostnet svc/a/itp-local',
    'deploy/a/web svc/a/foo:http',
    'node/node1 127.0.0.1:30080 --proxy-mode iptables',
    'internet svc/prod/api-local',
    '172.30.0.99 203.0.113.10:80 --node node3',
    'internet node/node2:10250',
    'internet https://shop.example.com/cart',
    'pod/a/cli-czzjz http://shop.example.com/api --method POST --header x-tenant:1',
    'internet https://nobody.example.org/',
    'internet http://api.example.com/orders',
    'internet http://b.example.com/',
    'pod/a/cli-czzjz http://203.0.113.30/api --header host:shop.example.com',
    'internet http://grpc.example.com/shop.v1.Cart/Get --method POST --header content-type:application/grpc',
  ])('%s is told as from files, with the same exit code', async (line) => {
    const { kubeconfig } = await labServer();
    const live = await flow(line, kubeconfig);
    const files = await runCommand(['path', ...line.split(' '), '-o', 'json', '-f', file(), '--complete']);
    expect(live.stderr).toBe('');
    expect(withoutCoverage(live.stdout)).toEqual(withoutCoverage(files.stdout));
    expect(live.code).toBe(files.code);
  });

  it('is what the library tells', async () => {
    const { kubeconfig } = await labServer({}, { namespace: 'a' });
    const question = { from: 'pod/cli-czzjz', to: 'svc/foo:80', namespace: 'a' };
    const live = await readLive('path', question, { kubeconfig });
    expect(path(live, question).answers).toEqual(path(readObjects(labObjects()), question).answers);
  });

  it('starts in the namespace of the context', async () => {
    const { kubeconfig } = await labServer({}, { namespace: 'a' });
    const { code, stdout } = await flow('pod/cli-czzjz svc/foo:80', kubeconfig);
    expect([code, withoutCoverage(stdout).question.from]).toEqual([0, 'pod/a/cli-czzjz']);
  });
});

describe('without the right to read', () => {
  it.each([
    ['pods', 'pod/a/cli-czzjz svc/a/foo:80', 'Error from server (Forbidden): pods "cli-czzjz" is forbidden', 'get pods -n a'],
    ['services', 'pod/a/cli-czzjz svc/a/foo:80', 'Error from server (Forbidden): services "foo" is forbidden', 'get services -n a'],
    [
      'daemonsets',
      'ds/a/cli svc/a/foo:80',
      'Error from server (Forbidden): daemonsets.apps "cli" is forbidden',
      'get daemonsets.apps -n a',
    ],
    ['nodes', 'internet svc/a/web-np', 'Error from server (Forbidden): nodes is forbidden', 'list nodes'],
  ])('%s nothing is said of %s but the refusal', async (resource, line, refusal, right) => {
    const { kubeconfig } = await labServer({ deny: [{ resource }] });
    const { code, stdout, stderr } = await flow(line, kubeconfig);
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr.startsWith(refusal)).toBe(true);
    expect(stderr).toContain(`kubectl auth can-i ${right}`);
  });

  it.each([
    ['services', 'pod/a/cli-czzjz 10.96.57.141:80', 'list services'],
    ['endpointslices', 'pod/a/cli-czzjz svc/a/foo:80', 'list endpointslices.discovery.k8s.io -n a'],
    ['pods', 'node/node1 10.244.3.2:8080', 'list pods'],
    ['nodes', 'pod/a/cli-czzjz 172.30.0.13:30081', 'list nodes'],
    ['pods', 'internet node/node2:40000', 'list pods'],
    ['networkpolicies', 'pod/a/cli-czzjz svc/prod/api:80', 'list networkpolicies.networking.k8s.io -n a'],
    ['networkpolicies', 'internet svc/a/web-np', 'list networkpolicies.networking.k8s.io -n a'],
    ['networkpolicies', 'pod/a/cli-czzjz foo.a:80', 'list networkpolicies.networking.k8s.io -n a'],
  ])('%s it is unknown what becomes of %s, and the right is named', async (resource, line, right) => {
    const { kubeconfig } = await labServer({ deny: [{ resource }] });
    const { code, stdout, stderr } = await flow(line, kubeconfig);
    expect([code, stderr]).toEqual([3, '']);
    const report = JSON.parse(stdout) as PathReport;
    expect(report.outcome).toBe('unknown');
    expect(report.summary).toContain(`kubectl auth can-i ${right}`);
  });

  it.each([
    ['nodes', 'pod/a/cli-czzjz svc/a/foo:80'],
    ['configmaps', 'pod/a/cli-czzjz svc/a/foo:80'],
    ['daemonsets', 'pod/a/cli-czzjz svc/a/foo:80'],
    ['endpointslices', 'pod/a/cli-czzjz 10.244.3.2:8080'],
    ['services', 'pod/a/cli-czzjz pod/a/web-675c54595f-m5cm4:8080'],
    ['pods', 'node/node1 svc/a/foo:80'],
    ['servicecidrs', 'pod/a/cli-czzjz 10.96.57.141:80'],
  ])('%s the way of %s is the same', async (resource, line) => {
    const denied = await flow(line, (await labServer({ deny: [{ resource }] })).kubeconfig);
    const all = await flow(line, (await labServer()).kubeconfig);
    expect([denied.code, denied.stderr]).toEqual([0, '']);
    const reached = (text: string) => withoutCoverage(text).answers.map(({ when, destinations }) => ({ when, destinations }));
    expect(reached(denied.stdout)).toEqual(reached(all.stdout));
    const { gaps } = (JSON.parse(denied.stdout) as PathReport).coverage;
    expect(gaps.filter(({ kind }) => !('custom' in KINDS[kind])).every(({ reason }) => reason === 'forbidden')).toBe(true);
  });

  it('networkpolicies a flow that they cannot concern is as it was, and --assume-enforced no leaves it to the rest', async () => {
    const { kubeconfig } = await labServer({ deny: [{ resource: 'networkpolicies' }] });
    const own = await flow('pod/a/cli-czzjz 127.0.0.1:80', kubeconfig);
    const told = await flow('pod/a/cli-czzjz svc/prod/api:80 --assume-enforced no', kubeconfig);
    expect([own.code, told.code]).toEqual([0, 0]);
    const [answer] = (JSON.parse(told.stdout) as PathReport).answers;
    expect(answer?.destinations.map(({ policy }) => policy?.ingress.verdict)).toEqual(['unknown', 'unknown']);
  });

  it('namespaces, a policy that selects by their labels leaves it open, and the right is named', async () => {
    const { kubeconfig } = await labServer({ deny: [{ resource: 'namespaces' }] });
    const { stdout } = await flow('pod/a/cli-czzjz svc/prod/api:80', kubeconfig);
    const { outcome, summary } = JSON.parse(stdout) as PathReport;
    expect([outcome, summary.includes('kubectl auth can-i get namespaces')]).toEqual(['unknown', true]);
  });

  const FLOWS = ['ds/a/cli svc/a/foo', 'pod/a/hostnet 172.30.0.12:30080', 'internet 203.0.113.10:80', '172.30.0.12 svc/b/ext-in:80'];
  it.each([
    'pods',
    'services',
    'endpointslices',
    'nodes',
    'configmaps',
    'daemonsets',
    'servicecidrs',
    'endpoints',
    'networkpolicies',
    'namespaces',
  ])('%s every flow is answered or refused, and none breaks', async (resource) => {
    const { kubeconfig } = await labServer({ deny: [{ resource }] });
    for (const line of FLOWS) {
      const { code, stdout, stderr } = await flow(line, kubeconfig);
      expect([0, 1, 3], `${line}: ${stderr}`).toContain(code);
      expect(stdout === '').toBe(stderr !== '');
      expect(stderr).toMatch(/^$|^Error from server \(Forbidden\): /);
    }
  });
});

describe('what a flow costs', () => {
  async function costOf(nodes: number, line: string) {
    const server = await startApiServer(clusterOf(nodes));
    onTestFinished(() => server.close());
    const { code, stderr } = await flow(line, temporaryFile('kubeconfig', server.kubeconfig()));
    expect([code, stderr]).toEqual([0, '']);
    return server.requests.map(({ path: asked, query, bytes }) => `${asked}?${query} ${bytes}`).sort();
  }

  it.each(['pod/a/app-00-675c54595f-00000 svc/a/foo:80', 'pod/a/app-00-675c54595f-00000 10.128.1.28:8080'])(
    '%s costs the same requests and bytes in a cluster of 10 nodes and of 5,000',
    async (line) => {
      const small = await costOf(10, line);
      expect(await costOf(5_000, line)).toEqual(small);
      expect(small.length).toBeLessThanOrEqual(14);
    },
    60_000,
  );
});
