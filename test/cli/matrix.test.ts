import { describe, expect, it } from 'vitest';
import type { MatrixReport } from '../../src/model/matrix-report.ts';
import { type RunOptions, runCommand } from '../support/command.ts';

const run = (line: string, options: RunOptions = {}) => runCommand(line.split(' '), options);

describe('a mistake on the command line of path --matrix', () => {
  it.each([
    ['pod/a/web', 'error: FROM and TO do not go with --matrix'],
    ['pod/a/web svc/a/foo', 'error: FROM and TO do not go with --matrix'],
    ['--node node1', 'error: --node does not go with --matrix'],
    ['--proxy-mode iptables', 'error: --proxy-mode does not go with --matrix'],
    ['--pod-masquerade no', 'error: --pod-masquerade does not go with --matrix'],
    ['--why-not', 'error: --why-not does not go with --matrix'],
    ['--method GET', 'error: --method does not go with --matrix'],
    ['--header a:b', 'error: --header does not go with --matrix'],
    ['--port 0', 'error: invalid argument "0" for "--port" flag: it must be a number from 1 to 65535'],
    ['--port http', 'error: invalid argument "http" for "--port" flag: it must be a number from 1 to 65535'],
    ['--port 65536', 'error: invalid argument "65536" for "--port" flag: it must be a number from 1 to 65535'],
    ['--protocol icmp', 'error: invalid argument "icmp" for "--protocol" flag: Allowed choices are tcp, udp, sctp'],
    ['--assume-enforced maybe', 'error: invalid argument "maybe" for "--assume-enforced" flag: Allowed choices are yes, no'],
    ['-o sarif', 'error: unable to match a printer suitable for the output format "sarif", allowed formats are: json,table,wide,yaml,csv'],
  ])('%s', async (flags, message) => {
    const { code, stdout, stderr } = await run(`path --matrix --demo ${flags}`);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.startsWith(message)).toBe(true);
    expect(stderr).toContain("See 'kubectl netexplain --help' for usage.");
  });

  it('is --port without --matrix', async () => {
    const { code, stderr } = await run('path pod/a/cli-czzjz svc/a/foo --port 80 --demo');
    expect([code, stderr.split('\n')[0]]).toEqual([2, 'error: --port goes with --matrix']);
  });
});

describe('kubectl netexplain path --matrix', () => {
  it.each([
    'path --matrix -n prod --demo --assume-enforced yes',
    '--demo -nprod path --matrix --assume-enforced=yes',
    '--demo path --assume-enforced yes --namespace prod --matrix -o=table',
  ])('takes flags wherever they stand: %s', async (line) => {
    const { code, stdout, stderr } = await run(line);
    expect([code, stderr, stdout.split('\n')[0]]).toEqual([
      0,
      '',
      '2 workloads in namespace prod: 4 of 6 pairs are denied on the ports that they declare.',
    ]);
  });

  it.each([
    ['--assume-enforced yes', 0, 'judged'],
    ['--assume-enforced no', 0, 'judged'],
    ['', 3, 'incomplete'],
  ])('with "%s" ends with %i where policies deny something: %s', async (flags, code, outcome) => {
    const ended = await run(`path --matrix -n prod --demo -o json ${flags}`.trim());
    expect([ended.code, (JSON.parse(ended.stdout) as MatrixReport).outcome]).toEqual([code, outcome]);
  });

  it.each(['table', 'wide', 'json', 'yaml', 'csv'])('ends with the same code as %s', async (format) => {
    expect((await run(`path --matrix -n prod --demo -o ${format}`)).code).toBe(3);
  });

  it('asks about a port and a protocol', async () => {
    const { stdout } = await run('path --matrix -A --port 53 --protocol UDP --demo -o json');
    const { question, servers } = JSON.parse(stdout) as MatrixReport;
    expect(question).toEqual({ port: 53, protocol: 'UDP' });
    expect(new Set(servers.flatMap(({ ends }) => ends.map(({ port, protocol }) => `${port}/${protocol}`)))).toEqual(new Set(['53/UDP']));
  });

  it('prints a line of CSV for each pair, and one for each workload and outside', async () => {
    const [csv, json] = await Promise.all(
      ['csv', 'json'].map(async (format) => (await run(`path --matrix -A --demo --assume-enforced yes -o ${format}`)).stdout),
    );
    const { pairs, workloads, servers } = JSON.parse(json ?? '') as MatrixReport;
    const [header, ...lines] = (csv ?? '').trimEnd().split('\r\n');
    expect(header).toBe('fromKind,fromNamespace,from,toKind,toNamespace,to,port,protocol,verdict,policies,doubts');
    const counted = (verdict: string) => lines.filter((line) => !line.includes('outside,') && line.split(',')[8] === verdict).length;
    expect({ allowed: counted('allowed'), denied: counted('denied'), unknown: counted('unknown'), mixed: counted('mixed') }).toEqual(pairs);
    const ends = servers.reduce((sum, one) => sum + one.ends.length, 0);
    expect(lines.filter((line) => line.startsWith('outside,')).length).toBe(ends);
    expect(lines.filter((line) => /^[^,]+,[^,]*,[^,]*,outside,/.test(line)).length).toBe(workloads);
  });

  it('reads files and standard input, and knows what they do not hold', async () => {
    const pods = ['web', 'db']
      .map((name, at) =>
        JSON.stringify({
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name, namespace: 'default' },
          spec: { containers: [{ name: 'c', ports: [{ containerPort: 80 }] }] },
          status: { phase: 'Running', podIPs: [{ ip: `10.0.0.${at + 1}` }] },
        }),
      )
      .join('\n');
    const told = await run('path --matrix -f -', { stdin: pods });
    expect([told.code, told.stdout.split('\n')[0]]).toEqual([
      3,
      '2 workloads in namespace default: none of 2 pairs are denied on the ports that they declare, if policies are enforced; 2 unknown.',
    ]);
    expect(told.stdout).toContain('unknown: what decides is not known');
    const complete = await run('path --matrix -f - --complete', { stdin: pods });
    expect([complete.code, complete.stdout]).not.toEqual([3, told.stdout]);
  });

  it('says so where there is nobody', async () => {
    const { code, stdout } = await run('path --matrix -n nobody --demo');
    expect([code, stdout.split('\n')[0]]).toEqual([
      0,
      '0 workloads in namespace nobody: nobody to connect to on the ports that they declare.',
    ]);
  });

  it('waits for a slow reader without a word, and leaves nothing out', async () => {
    // Long names: a pipe must be full many times.
    const names = Array.from({ length: 60 }, (_, at) => `web-${at}-${'x'.repeat(200)}`);
    const objects = names.flatMap((name, at) => [
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace: 'default', labels: { app: `web-${at}` } },
        spec: { containers: [{ name: 'c', ports: [{ containerPort: 80 }] }] },
        status: { phase: 'Running', podIPs: [{ ip: `10.0.0.${at + 1}` }] },
      },
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name, namespace: 'default' },
        spec: {
          podSelector: { matchLabels: { app: `web-${at}` } },
          ingress: [{ from: [{ podSelector: { matchLabels: { app: `web-${at + 1}` } } }] }],
        },
      },
    ]);
    const line = `${process.execPath} bin/kubectl-netexplain path --matrix -f - --complete -o csv | (sleep 1; wc -l)`;
    const stdin = objects.map((one) => JSON.stringify(one)).join('\n');
    const { stdout, stderr } = await runCommand(['-c', line], { program: 'bash', cwd: `${import.meta.dirname}/../..`, stdin });
    // All pairs, each with outside both ways, and the header.
    expect([stderr, Number(stdout)]).toEqual(['', 60 * 59 + 2 * 60 + 1]);
  });

  it('stops quietly where nobody reads any more', async () => {
    const line = `${process.execPath} bin/kubectl-netexplain path --matrix -A --demo -o csv --assume-enforced yes | head -n 1`;
    const { code, stdout, stderr } = await runCommand(['-c', line], { program: 'bash', cwd: `${import.meta.dirname}/../..` });
    expect([code, stderr, stdout.trimEnd()]).toEqual([
      0,
      '',
      'fromKind,fromNamespace,from,toKind,toNamespace,to,port,protocol,verdict,policies,doubts',
    ]);
  });
});
