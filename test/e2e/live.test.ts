import { accessSync, constants } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ServiceReport } from '../../src/model/service-report.ts';
import type { ApiRequest } from '../support/api-server/request.ts';
import { COMMAND, runCommand } from '../support/command.ts';
import { labObjects } from '../support/truth.ts';
import { labServer, temporaryFile, temporaryFolder } from './cluster.ts';

const SVC_FOO = ['svc/foo', '-n', 'a'];

const asks = (plural: string) => ({
  match: ({ path }: ApiRequest) => path.endsWith(`/${plural}`) || path.includes(`/${plural}/`),
});

function reportOf(stdout: string): ServiceReport {
  return JSON.parse(stdout) as ServiceReport;
}

function withoutCoverage(report: ServiceReport) {
  const { coverage: _coverage, ...rest } = report;
  return rest;
}

describe('a live cluster', () => {
  it.each([
    ['a token', { credentials: 'token' }],
    ['a client certificate', { credentials: 'client-certificate' }],
  ] as const)('is read with %s', async (_what, credentials) => {
    const { kubeconfig } = await labServer({}, credentials);
    const { code, stdout, stderr } = await runCommand([...SVC_FOO, '--kubeconfig', kubeconfig]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Service a/foo is reachable inside the cluster: 3 of 3 endpoints ready.');
  });

  it('is only ever asked with GET, and never for a Secret', async () => {
    const { server, kubeconfig } = await labServer();
    await runCommand(['svc', '-A', '-o', 'json', '--kubeconfig', kubeconfig]);
    expect(server.requests.length).toBeGreaterThan(0);
    expect(server.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(server.requests.filter(({ path }) => path.includes('secrets'))).toEqual([]);
  });

  it('gives the same report as its objects in files, for every Service', async () => {
    const { kubeconfig } = await labServer();
    const file = temporaryFile(
      'lab.json',
      labObjects()
        .map((one) => JSON.stringify(one))
        .join('\n'),
    );
    const live = await runCommand(['svc', '-A', '-o', 'json', '--kubeconfig', kubeconfig]);
    const files = await runCommand(['svc', '-A', '-o', 'json', '-f', file]);
    const reports = (text: string) => (JSON.parse(text) as { items: ServiceReport[] }).items.map(withoutCoverage);
    expect(reports(live.stdout).length).toBe(56);
    expect(reports(live.stdout)).toEqual(reports(files.stdout));
  });

  it.each(['a/nomatch', 'a/zonal', 'a/manual-bad', 'a/ext-ip', 'b/ext-in', 'prod/lb', 'a/allunready'])(
    'gives the same report as its objects in files when only %s is asked for',
    async (name) => {
      const [namespace = '', service = ''] = name.split('/');
      const { kubeconfig } = await labServer();
      const file = temporaryFile(
        'lab.json',
        labObjects()
          .map((one) => JSON.stringify(one))
          .join('\n'),
      );
      const question = [`svc/${service}`, '-n', namespace, '-o', 'json'];
      const live = await runCommand([...question, '--kubeconfig', kubeconfig]);
      const files = await runCommand([...question, '-f', file]);
      expect(withoutCoverage(reportOf(live.stdout))).toEqual(withoutCoverage(reportOf(files.stdout)));
    },
  );

  it('is read in pages', async () => {
    const { server, kubeconfig } = await labServer();
    const { stdout } = await runCommand(['svc', '-A', '-o', 'json', '--chunk-size', '7', '--kubeconfig', kubeconfig]);
    expect((JSON.parse(stdout) as { items: unknown[] }).items.length).toBe(56);
    expect(server.requests.some(({ query }) => query.has('continue'))).toBe(true);
  });

  it('without EndpointSlices is read from Endpoints', async () => {
    const { kubeconfig } = await labServer({ unserved: ['endpointslices'] });
    const { code, stdout } = await runCommand([...SVC_FOO, '-o', 'json', '--kubeconfig', kubeconfig]);
    expect([code, reportOf(stdout).counts.ready]).toEqual([0, 3]);
  });

  it('takes the namespace of the context, and -n before it', async () => {
    const { kubeconfig } = await labServer({}, { namespace: 'a' });
    expect((await runCommand(['svc/foo', '--kubeconfig', kubeconfig])).stdout).toContain('Service a/foo');
    expect((await runCommand(['svc/web', '-n', 'b', '--kubeconfig', kubeconfig])).stdout).toContain('Service b/web');
  });

  it('sees who is impersonated', async () => {
    const { server, kubeconfig } = await labServer();
    await runCommand([...SVC_FOO, '--as', 'bob', '--as-group', 'dev', '--as-group', 'ops', '--as-uid', '7', '--kubeconfig', kubeconfig]);
    expect(server.requests[0]?.headers).toMatchObject({
      'impersonate-user': 'bob',
      'impersonate-group': 'dev, ops',
      'impersonate-uid': '7',
    });
  });

  it('behind a path prefix, or over plain HTTP, is read as well', async () => {
    const prefixed = await labServer({ pathPrefix: '/k8s/clusters/c-1' });
    expect((await runCommand([...SVC_FOO, '--kubeconfig', prefixed.kubeconfig])).code).toBe(0);
    const plain = await labServer({ http: true });
    expect((await runCommand([...SVC_FOO, '--server', plain.server.url])).code).toBe(0);
  });
});

describe('credentials', () => {
  it('come from an exec plugin, which is run once and told about the cluster', async () => {
    const folder = temporaryFolder();
    const log = join(folder, 'runs');
    const plugin = temporaryFile(
      'plugin.mjs',
      `import { appendFileSync } from 'node:fs';
appendFileSync(${JSON.stringify(log)}, process.env.KUBERNETES_EXEC_INFO + '\\n');
console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion: 'client.authentication.k8s.io/v1', status: { token: 'secret' } }));`,
    );
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: process.execPath,
      args: [plugin],
      interactiveMode: 'Never',
      provideClusterInfo: true,
    };
    const { server, kubeconfig } = await labServer({}, { credentials: 'none', user: { exec } });
    const { code, stderr } = await runCommand([...SVC_FOO, '--kubeconfig', kubeconfig]);
    expect([code, stderr]).toEqual([0, '']);
    const { readFileSync } = await import('node:fs');
    const runs = readFileSync(log, 'utf8').trim().split('\n');
    expect(runs.length).toBe(1);
    expect(JSON.parse(runs[0] ?? '')).toMatchObject({
      kind: 'ExecCredential',
      spec: { interactive: false, cluster: { server: server.url } },
    });
  });

  it('of a missing exec plugin show its install hint', async () => {
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: 'no-such-plugin',
      interactiveMode: 'Never',
      installHint: 'Install it with: brew install it',
    };
    const { kubeconfig } = await labServer({}, { credentials: 'none', user: { exec } });
    const { code, stderr } = await runCommand([...SVC_FOO, '--kubeconfig', kubeconfig]);
    expect(code).toBe(2);
    expect(stderr).toContain('Unable to connect to the server: getting credentials: exec: executable no-such-plugin not found');
    expect(stderr).toContain('Install it with: brew install it');
  });

  it('come from a token file', async () => {
    const { kubeconfig } = await labServer({}, { credentials: 'none', user: { tokenFile: temporaryFile('token', 'secret\n') } });
    expect((await runCommand([...SVC_FOO, '--kubeconfig', kubeconfig])).code).toBe(0);
  });

  it('that the server does not accept are told in the words of kubectl', async () => {
    const { kubeconfig } = await labServer();
    const { code, stderr } = await runCommand([...SVC_FOO, '--token', 'wrong', '--kubeconfig', kubeconfig]);
    expect([code, stderr]).toEqual([2, 'error: You must be logged in to the server (Unauthorized)\n']);
  });

  it('may be spread over several files of KUBECONFIG, where missing ones are skipped and the first wins', async () => {
    const { kubeconfig } = await labServer({}, { namespace: 'a' });
    const context = temporaryFile('context', 'apiVersion: v1\nkind: Config\ncurrent-context: ""\ncontexts: []\n');
    const list = [context, '/nonexistent/config', kubeconfig].join(delimiter);
    expect((await runCommand(['svc/foo'], { env: { KUBECONFIG: list } })).code).toBe(0);
  });
});

describe('a right that is missing', () => {
  it.each([
    ['pods', 0],
    ['nodes', 0],
    ['ingresses', 0],
    ['events', 0],
    ['configmaps', 0],
    ['endpoints', 0],
    ['endpointslices', 3],
    ['services', 3],
  ])('to read %s gives exit code %i, and is named', async (resource, expected) => {
    const { kubeconfig } = await labServer({ deny: [{ resource }] });
    const { code, stdout, stderr } = await runCommand([...SVC_FOO, '-o', 'json', '--kubeconfig', kubeconfig]);
    expect(code).toBe(expected);
    expect(stdout + stderr).not.toMatch(/\n\s+at /);
    if (resource === 'services') {
      expect(stderr).toContain('Error from server (Forbidden): services "foo" is forbidden');
      expect(stderr).toContain('kubectl auth can-i get services -n a');
      return;
    }
    const { gaps } = reportOf(stdout).coverage;
    if (resource !== 'endpoints')
      expect(gaps.some(({ reason, message }) => reason === 'forbidden' && message.includes(resource))).toBe(true);
  });

  it('to read EndpointSlices leads the verdict, with the question to ask', async () => {
    const { kubeconfig } = await labServer({ deny: [{ resource: 'endpointslices' }] });
    const { stdout } = await runCommand([...SVC_FOO, '--kubeconfig', kubeconfig]);
    expect(stdout).toMatch(/^It is unknown whether Service a\/foo is reachable: EndpointSlices: you may not list them/);
    expect(stdout).toContain('kubectl auth can-i list endpointslices.discovery.k8s.io -n a');
  });
});

describe('a server that misbehaves', () => {
  it.each([
    ['expires the list once', { ...asks('pods'), times: 1, do: 'expire-continue' }],
    ['is too busy once', { ...asks('services'), times: 1, do: { status: 429, retryAfter: 0 } }],
    ['breaks off once', { ...asks('endpointslices'), times: 1, do: 'reset' }],
    ['sends half an answer once', { ...asks('pods'), times: 1, do: 'half-body' }],
  ] as const)('and %s is asked again', async (_what, fault) => {
    const { kubeconfig } = await labServer({ faults: [fault] });
    const { code, stdout, stderr } = await runCommand([...SVC_FOO, '-o', 'json', '--kubeconfig', kubeconfig]);
    expect([code, stderr]).toEqual([0, '']);
    expect(reportOf(stdout).counts.ready).toBe(3);
  });

  it.each([
    ['stalls', 'stall', 'Client.Timeout exceeded while awaiting headers'],
    ['stalls in the middle of an answer', 'stall-body', 'Client.Timeout exceeded'],
    ['always breaks off', 'reset', 'Unable to connect to the server'],
    ['always sends half an answer', 'half-body', 'Unable to connect to the server'],
    ['sends an HTML page', 'html', 'an HTML page'],
    ['sends JSON that ends nowhere', 'garbage', 'something that is not JSON'],
  ] as const)('and %s ends in an error, soon', async (_what, fault, words) => {
    const { kubeconfig } = await labServer({ faults: [{ ...asks('endpointslices'), do: fault }] });
    const { code, stdout, stderr, milliseconds } = await runCommand([...SVC_FOO, '--request-timeout=2s', '--kubeconfig', kubeconfig]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(milliseconds).toBeLessThan(15_000);
  });

  it('and sends another kind of list is not believed', async () => {
    const { kubeconfig } = await labServer({ faults: [{ ...asks('endpointslices'), do: 'wrong-kind' }] });
    const { code, stderr } = await runCommand([...SVC_FOO, '--kubeconfig', kubeconfig]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('Error from server')]);
  });

  it('and cannot read one kind makes that kind unknown', async () => {
    const { kubeconfig } = await labServer({ faults: [{ ...asks('ingresses'), do: { status: 500 } }] });
    const { code, stdout } = await runCommand([...SVC_FOO, '-o', 'json', '--kubeconfig', kubeconfig]);
    expect(code).toBe(0);
    const gaps = reportOf(stdout).coverage.gaps.filter(({ reason }) => reason !== 'not-served');
    expect(gaps.map(({ kind, reason }) => [kind, reason])).toEqual([['Ingress', 'unreachable']]);
  });

  it('and is down is told in the words of kubectl', async () => {
    const { code, stderr } = await runCommand([...SVC_FOO, '--server', 'https://127.0.0.1:1']);
    expect([code, stderr]).toEqual([2, 'The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?\n']);
  });

  it('and shows a certificate that nobody vouches for is not trusted', async () => {
    const { kubeconfig } = await labServer({}, { cluster: { 'certificate-authority-data': undefined } });
    const { code, stderr } = await runCommand([...SVC_FOO, '--kubeconfig', kubeconfig]);
    expect([code, stderr]).toEqual([
      2,
      'Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority\n',
    ]);
    expect((await runCommand([...SVC_FOO, '--insecure-skip-tls-verify', '--kubeconfig', kubeconfig])).code).toBe(0);
  });
});

function onPath(program: string): string | undefined {
  const found = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, program));
  return found.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

describe('through kubectl', () => {
  const kubectl = onPath('kubectl');
  if (kubectl === undefined) process.stdout.write('kubectl is not on the PATH: the plugin was not run through it\n');

  it.runIf(kubectl !== undefined)('the plugin is found and answers', async () => {
    const { kubeconfig } = await labServer();
    const path = [dirname(COMMAND), process.env['PATH']].join(delimiter);
    const run = await runCommand(['netexplain', ...SVC_FOO], { program: kubectl ?? '', env: { PATH: path, KUBECONFIG: kubeconfig } });
    expect([run.code, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toContain('Service a/foo is reachable');
  });
});
