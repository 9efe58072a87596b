import { describe, expect, it } from 'vitest';
import type { NetworkPolicyReport } from '../../src/model/network-policy-report.ts';
import type { NodeReport } from '../../src/model/node-report.ts';
import type { PodReport } from '../../src/model/pod-report.ts';
import { runCommand } from '../support/command.ts';
import { labObjects } from '../support/truth.ts';
import { labServer, temporaryFile } from './cluster.ts';

function withoutCoverage(text: string) {
  const { coverage: _coverage, ...rest } = JSON.parse(text) as PodReport | NodeReport | NetworkPolicyReport;
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

describe('an object of a live cluster', () => {
  it.each([
    ['pod/web-675c54595f-7n6qp', 25],
    ['pod/dns-extra', 14],
    ['pod/pending', 11],
    ['node/node2', 20],
    ['ing/shop', 24],
    ['gateway/inner', 8],
    ['httproute/shop', 16],
    ['httproute/to-prod', 12],
    ['grpcroute/grpc', 10],
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
    ['pod/solo', 'networkpolicies', 0, 'kubectl auth can-i list networkpolicies.networking.k8s.io -n a'],
    ['svc/foo', 'networkpolicies', 0, 'kubectl auth can-i list networkpolicies.networking.k8s.io -n a'],
    ['node/node2', 'pods', 0, 'Which pods are on it is unknown.'],
    ['node/node2', 'nodes', 3, ''],
    ['gateway/inner', 'httproutes', 0, '1 listener, 0 routes; there may be more.'],
    ['gateway/inner', 'gateways', 3, ''],
  ])('%s is told without the right to read %s, with exit code %i', async (object, resource, exitCode, says) => {
    const { kubeconfig } = await labServer({ deny: [{ resource }] });
    const { code, stdout, stderr } = await runCommand([object, '-n', 'a', '--kubeconfig', kubeconfig]);
    expect(code).toBe(exitCode);
    expect(stdout).toContain(says);
    expect(stderr.startsWith(exitCode === 0 ? '' : 'Error from server (Forbidden)')).toBe(true);
  });
});

describe('a route of a live cluster', () => {
  it.each([
    ['endpointslices', 'of 3 it is unknown whether the backends can be used'],
    ['gateways', 'HTTPRoute a/shop may be attached or not: Gateway prod/edge was not read.'],
  ])('is undetermined without the right to read %s', async (resource, says) => {
    const { kubeconfig } = await labServer({ deny: [{ resource }] });
    const { code, stdout, stderr } = await runCommand(['httproute/shop', '-n', 'a', '--kubeconfig', kubeconfig]);
    expect([code, stderr]).toEqual([3, '']);
    expect(stdout).toContain(says);
    expect(stdout).toContain(`${resource}: you may not list`.replace('list', resource === 'gateways' ? 'get' : 'list'));
  });
});

describe('an object of the demo', () => {
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

  it.each([
    ['gateway/edge', 'prod', 'LISTENERS'],
    ['gtw/edge', 'prod', 'GATEWAY'],
    ['httproute/shop', 'a', 'RULE 4'],
    ['grpcroutes grpc', 'a', 'shop.v1.Cart/Get'],
  ])('%s is told with its parts', async (object, namespace, says) => {
    const { code, stdout, stderr } = await runCommand([...object.split(' '), '-n', namespace, '--demo']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(says);
  });

  it('that is not there is told in the words of kubectl', async () => {
    expect(await runCommand(['node/node9', '--demo'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'Error from server (NotFound): nodes "node9" not found\nhint: the cluster has a Node "node1": did you mean that?\n',
    });
  });
});

describe('a policy of a live cluster', () => {
  const question = ['netpol/api-from-team-a', '-n', 'prod'];

  it('is told as from files, and the server selects the pods', async () => {
    const { server, kubeconfig } = await labServer();
    const live = await runCommand([...question, '-o', 'json', '--kubeconfig', kubeconfig]);
    const files = await runCommand([...question, '-o', 'json', '-f', labFile()]);
    expect([live.code, live.stderr]).toEqual([0, '']);
    expect(withoutCoverage(live.stdout)).toEqual(withoutCoverage(files.stdout));
    const pods = server.requests
      .filter(({ path }) => path.endsWith('/pods'))
      .map(({ path, query }) => `${path} ${query.get('labelSelector') ?? ''}`);
    expect(pods.sort()).toEqual([
      '/api/v1/namespaces/a/pods ',
      '/api/v1/namespaces/prod/pods app=api',
      '/api/v1/namespaces/prod/pods app=front',
    ]);
  });

  it.each([
    ['pods', 3, 'Whom NetworkPolicy prod/api-from-team-a selects is unknown: pods: you may not list them'],
    ['namespaces', 0, 'kubectl auth can-i list namespaces'],
    ['daemonsets', 0, 'Whether anything enforces it is not known: the DaemonSets could not all be read.'],
    ['networkpolicies', 3, ''],
  ])('is told without the right to read %s, with exit code %i', async (resource, exitCode, says) => {
    const { kubeconfig } = await labServer({ deny: [{ resource }] });
    const { code, stdout, stderr } = await runCommand([...question, '--kubeconfig', kubeconfig]);
    expect(code).toBe(exitCode);
    expect(stdout).toContain(says);
    expect(stderr.startsWith(resource === 'networkpolicies' ? 'Error from server (Forbidden)' : '')).toBe(true);
  });

  it.each(['networkpolicies.networking.k8s.io', 'networkpolicy', 'netpol'])('is found by the name %s', async (type) => {
    const { code, stdout } = await runCommand([type, 'front-open', '-n', 'prod', '-f', labFile()]);
    expect([code, stdout.split(' selects')[0]]).toEqual([0, 'NetworkPolicy prod/front-open']);
  });
});

describe('the Gateway API of a live cluster', () => {
  it('is asked for Secrets only as metadata, and only by their names', async () => {
    const { server, kubeconfig } = await labServer();
    const { code } = await runCommand(['gateway', '-A', '--kubeconfig', kubeconfig]);
    expect(code).toBe(0);
    const secrets = server.requests.filter(({ path }) => path.includes('secrets'));
    expect(secrets.map(({ path }) => path)).toEqual(['/api/v1/namespaces/prod/secrets/edge-tls']);
    expect(secrets.every(({ headers }) => headers.accept?.startsWith('application/json;as=PartialObjectMetadata;'))).toBe(true);
  });

  it('is mentioned once where the server does not have it', async () => {
    const plurals = [
      'gatewayclasses',
      'gateways',
      'listenersets',
      'httproutes',
      'grpcroutes',
      'tlsroutes',
      'tcproutes',
      'udproutes',
      'referencegrants',
    ];
    const { server, kubeconfig } = await labServer({ unserved: [...plurals, 'backendtlspolicies'] });
    const { code, stdout, stderr } = await runCommand(['svc/foo', '-n', 'a', '--kubeconfig', kubeconfig]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('does not have').length - 1).toBe(1);
    expect(server.requests.filter(({ path }) => path.includes('gateway.networking')).map(({ path }) => path)).toEqual([
      '/apis/gateway.networking.k8s.io/v1/namespaces/a/httproutes',
      '/apis/gateway.networking.k8s.io/v1beta1/namespaces/a/httproutes',
    ]);
  });
});
