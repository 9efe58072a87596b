import { describe, expect, it } from 'vitest';
import type { PathReport } from '../../src/model/path-report.ts';
import { type RunOptions, runCommand } from '../support/command.ts';

const run = (line: string, options: RunOptions = {}) => runCommand(line.split(' '), options);
const CLIENT = 'pod/a/cli-czzjz';

describe('kubectl netexplain path', () => {
  it.each([
    `path ${CLIENT} svc/a/foo:80 --demo`,
    `--demo path ${CLIENT} svc/a/foo:http`,
    'path --demo -n a pod/cli-czzjz svc/foo',
    '-n=a --demo path pod/cli-czzjz svc/foo --protocol=tcp',
    '-n a path pod/cli-czzjz --protocol TCP svc/foo:80 --demo=true -o=table',
    '--request-timeout 5s path pod/cli-czzjz svc/foo:80 -na --demo --context x',
  ])('takes flags wherever they stand: %s', async (line) => {
    const { code, stdout, stderr } = await run(line);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n')[0]).toMatch(
      /^pod\/a\/cli-czzjz → svc\/a\/foo(?:(?::80|:http)\/TCP| \(TCP\)): delivered to one of 3 destinations$/,
    );
  });

  it.each(['udp', 'UDP', 'Udp'])('takes the protocol in any case: %s', async (protocol) => {
    const { stdout } = await run(`path ${CLIENT} 10.96.0.10:53 --protocol ${protocol} -o json --demo`);
    expect((JSON.parse(stdout) as PathReport).question).toEqual({ from: CLIENT, to: '10.96.0.10:53', protocol: 'UDP' });
  });

  it.each([
    ['--proxy-mode iptables', 'dropped'],
    ['--proxy-mode nftables', 'refused'],
    ['--proxy-mode ipvs', 'refused'],
  ])('%s decides what becomes of a port that a Cluster IP does not have: %s', async (flag, outcome) => {
    const { code, stdout } = await run(`path ${CLIENT} svc/a/foo:81 ${flag} -o json --demo`);
    expect([code, (JSON.parse(stdout) as PathReport).outcome]).toEqual([1, outcome]);
  });

  it.each([
    ['', '172.30.0.11'],
    ['--pod-masquerade yes', '172.30.0.11'],
    ['--pod-masquerade no', '10.244.1.19'],
  ])('with "%s" a host outside sees %s', async (flag, source) => {
    const { stdout } = await run(`path ${CLIENT} 8.8.8.8:443 -o json --demo ${flag}`.trim());
    const [answer] = (JSON.parse(stdout) as PathReport).answers;
    expect(answer?.destinations.map((one) => one.source.address)).toEqual([source]);
  });

  it('leaves no policy unchecked, and says what it was told of their enforcement', async () => {
    const line = `path ${CLIENT} svc/a/foo:80 --demo`;
    const [usual, told] = [(await run(line)).stdout, (await run(`${line} --assume-enforced no`)).stdout];
    expect([usual, told].map((text) => text.includes('NOT CHECKED'))).toEqual([false, false]);
    expect([usual, told].map((text) => text.includes('nothing enforces NetworkPolicies, as told'))).toEqual([false, true]);
  });

  it('--why-not names the rule that comes nearest, and in what it differs', async () => {
    const line = 'path pod/b/web-6598c5886f-v9466 svc/prod/api:80 --demo --assume-enforced yes';
    const { code, stdout } = await run(`${line} --why-not`);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^WHY NOT/m);
    expect(stdout).toMatch(/NetworkPolicy prod\/[a-z-]+ spec\.ingress\[\d\]\n {4}(kind of peer|address|port|namespace label|pod label): /);
    expect((await run(line)).stdout).not.toContain('WHY NOT');
    const open = await run(`path ${CLIENT} svc/a/foo:80 --demo --why-not`);
    expect(open.stdout).toContain('WHY NOT  no policy denies anything here');
  });

  it('takes the node that a packet from outside reaches first', async () => {
    const at = async (node: string) =>
      (await run(`path 203.0.113.7 172.30.0.13:30081 --node ${node} --assume-enforced no --demo -o json`)).stdout;
    const passed = JSON.parse(await at('node1')) as PathReport;
    expect([passed.question.node, passed.outcome]).toEqual(['node1', 'delivered']);
  });

  it('prints its help with examples', async () => {
    const { code, stdout } = await run('path --help');
    expect(code).toBe(0);
    for (const says of ['kubectl netexplain path pod/web-0 svc/foo:http', '--proxy-mode <mode>', '3 undetermined'])
      expect(stdout).toContain(says);
  });
});

describe('a mistake on the command line of path', () => {
  it.each([
    ['path', 'error: from is required'],
    [`path ${CLIENT}`, 'error: to is required'],
    [`path ${CLIENT} svc/foo svc/bar --demo`, 'error: too many arguments'],
    ['path web svc/a/foo --demo', 'error: invalid FROM "web": expected pod/NAME, '],
    [`path ${CLIENT} foo --demo`, 'error: invalid TO "foo": a port is needed, e.g. foo:80'],
    [`path ${CLIENT} 10.0.0.1 --demo`, 'error: invalid TO "10.0.0.1": a port is needed, e.g. 10.0.0.1:80'],
    [`path ${CLIENT} svc/a/foo:0 --demo`, 'error: invalid TO "svc/a/foo:0": port must be between 1 and 65535'],
    [`path ${CLIENT} svc/a/multi --demo`, 'error: a port is needed for svc/multi: it has 80/TCP http, 5353/UDP udp, 8081/TCP alt'],
    [
      `path ${CLIENT} svc/a/foo --protocol icmp --demo`,
      'error: invalid argument "icmp" for "--protocol" flag: Allowed choices are tcp, udp, sctp',
    ],
    [`path ${CLIENT} svc/a/foo --proxy-mode ebpf --demo`, 'error: invalid argument "ebpf" for "--proxy-mode" flag: Allowed choices are'],
    [`path ${CLIENT} svc/a/foo --pod-masquerade maybe --demo`, 'error: invalid argument "maybe" for "--pod-masquerade" flag: Allowed'],
    [`path ${CLIENT} svc/a/foo --node`, 'error: flag needs an argument: --node'],
    [`path ${CLIENT} svc/a/foo --node node1 --demo`, 'error: --node goes with an address or "internet"'],
    [`path ${CLIENT} svc/a/foo -A --demo`, 'error: --all-namespaces goes with --matrix'],
    [`path ${CLIENT} svc/a/foo --from pod/x --demo`, 'error: unknown flag: --from'],
    [`path ${CLIENT} svc/a/foo -o xml --demo`, 'error: unable to match a printer suitable for the output format "xml"'],
  ])('%s', async (line, message) => {
    const { code, stdout, stderr } = await run(line);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.startsWith(message)).toBe(true);
    expect(stderr).toContain("See 'kubectl netexplain --help' for usage.");
  });

  it.each([
    ['path pod/a/nope svc/a/foo', 'Error from server (NotFound): pods "nope" not found\n'],
    ['path deploy/a/nope svc/a/foo', 'Error from server (NotFound): deployments "nope" not found\n'],
    [`path ${CLIENT} svc/a/nope:80`, 'Error from server (NotFound): services "nope" not found\n'],
    [`path ${CLIENT} svc/a/foo:grpc`, 'error: service "foo" does not have a TCP port named "grpc": it has 80/TCP http\n'],
    ['path internet 172.30.0.11:80 --node nope', 'Error from server (NotFound): nodes "nope" not found\n'],
  ])('%s is no usage error', async (line, message) => {
    expect(await run(`${line} --demo`)).toMatchObject({ code: 2, stdout: '', stderr: message });
  });
});

/** Two pods, one of them ready behind a Service; nodes and kube-proxy are for the options to leave out or to deny. */
const SOME = `
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: default, labels: { app: web } }
spec: { nodeName: n1, containers: [{ name: c, ports: [{ containerPort: 8080 }] }] }
status: { phase: Running, podIP: 10.0.0.5, podIPs: [{ ip: 10.0.0.5 }] }
---
apiVersion: v1
kind: Node
metadata: { name: n1 }
status: { addresses: [{ type: InternalIP, address: 192.168.0.1 }] }
`;

describe('the exit code of path', () => {
  it.each([
    [`${CLIENT} svc/a/foo:80`, 0, 'delivered'],
    [`${CLIENT} 8.8.8.8:443`, 0, 'leaves-cluster'],
    [`${CLIENT} svc/a/nomatch`, 1, 'refused'],
    [`${CLIENT} svc/a/itp-local`, 1, 'dropped'],
    [`${CLIENT} node/node2:10250`, 3, 'unknown'],
    ['internet svc/prod/api-local', 3, 'mixed'],
    ['internet svc/prod/api-local --assume-enforced no', 1, 'mixed'],
    ['203.0.113.7 172.30.0.13:30081 --assume-enforced yes', 1, 'denied'],
    ['203.0.113.7 172.30.0.13:30081', 3, 'unknown'],
    ['deploy/a/web svc/a/itp-local', 1, 'mixed'],
    ['internet svc/prod/lb', 3, 'unknown'],
  ])('of %s is %i in every format', async (ends, expected, outcome) => {
    for (const format of ['table', 'wide', 'json', 'yaml']) {
      expect([format, (await run(`path ${ends} --demo -o ${format}`)).code]).toEqual([format, expected]);
    }
    expect((JSON.parse((await run(`path ${ends} --demo -o json`)).stdout) as PathReport).outcome).toBe(outcome);
  });

  it.each([
    [`path pod/web pod/web:8080 -f -`, 0],
    [`path pod/web 192.168.0.1:40000 -f -`, 3],
    [`path pod/web 192.168.0.1:40000 -f - --complete`, 1],
    [`path pod/web svc/foo:80 -f -`, 3],
    [`path pod/web svc/foo:80 -f - --complete`, 2],
  ])('of %s is %i, by what the input leaves open', async (line, expected) => {
    expect((await run(line, { stdin: SOME })).code).toBe(expected);
  });

  it.each([
    ['error', 0],
    ['info', 1],
  ])('is raised by --fail-on %s to %i', async (severity, expected) => {
    expect((await run(`path ${CLIENT} 8.8.8.8:443 --demo --fail-on ${severity}`)).code).toBe(expected);
  });
});
