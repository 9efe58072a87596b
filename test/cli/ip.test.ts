import { describe, expect, it } from 'vitest';
import type { AddressReport } from '../../src/model/address-report.ts';
import type { ReportListOf } from '../../src/model/report.ts';
import { runCommand } from '../support/command.ts';

const run = (line: string, stdin?: string) => runCommand(line.split(' '), stdin === undefined ? {} : { stdin });

const POD = `
apiVersion: v1
kind: Pod
metadata: { name: x, namespace: a }
spec: { nodeName: n1 }
status: { phase: Running, podIP: 10.0.0.5, podIPs: [{ ip: 10.0.0.5 }] }
`;

describe('kubectl netexplain ip', () => {
  it.each([
    'ip 10.96.0.10 --demo',
    '--demo ip 10.96.0.10',
    'ip --demo 10.96.0.10',
    'ip 010.96.0.10 -n a --demo',
    '-n=a ip 10.96.0.10 --demo=true',
  ])('takes flags wherever they stand: %s', async (line) => {
    const { code, stdout, stderr } = await run(line);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n')[0]).toBe('10.96.0.10 is the Cluster IP of Service kube-system/kube-dns.');
  });

  it('prints one report for one address, and a list for several', async () => {
    const one = JSON.parse((await run('ip 10.244.1.3 -o json --demo')).stdout) as AddressReport;
    expect([one.kind, one.outcome]).toEqual(['Address', 'assigned']);
    const several = JSON.parse((await run('ip -o json 10.244.1.3 8.8.8.8 --demo')).stdout) as ReportListOf<AddressReport>;
    expect([several.kind, several.items.map(({ outcome }) => outcome)]).toEqual(['ReportList', ['assigned', 'external']]);
  });

  it.each([
    ['ip 8.8.8.8 --demo', '', 0],
    ['ip 10.0.0.5 -f -', POD, 0],
    ['ip 10.0.0.6 -f -', POD, 3],
    ['ip 10.0.0.5 10.0.0.6 -o yaml -f -', POD, 3],
    ['ip 10.0.0.6 -f - --complete', POD, 0],
  ])('%s exits with %3$s', async (line, stdin, expected) => {
    expect((await run(line, stdin)).code).toBe(expected);
  });

  it('names what could not be read', async () => {
    const { stdout } = await run('ip 10.0.0.6 -f -', POD);
    expect(stdout.split('\n')[0]).toMatch(
      /^Whose address 10\.0\.0\.6 \(private, RFC 1918\) is, is not known: services, nodes, .* could not be read\.$/,
    );
    expect(stdout).toContain('NOT CHECKED');
  });

  it.each([
    ['ip', 'error: address is required'],
    ['ip 10.0.0.0/8 --demo', 'invalid IP address "10.0.0.0/8" (a range: ask for one address of it)'],
    ['ip web --demo', 'invalid IP address "web"'],
    ['ip 10.0.0.1 -A --demo', 'unknown flag: --all-namespaces'],
    ['ip 10.0.0.1 --demo --from pod/x', 'unknown flag: --from'],
    ['--from pod/x ip 10.0.0.1 --demo', 'unknown flag: --from'],
    ['ip 10.0.0.1 --frob', 'unknown flag: --frob'],
    ['ip 10.0.0.1 -o xml --demo', 'unable to match a printer suitable for the output format "xml"'],
    ['version -o json', 'unknown flag: --output'],
  ])('refuses %s', async (line, message) => {
    const { code, stdout, stderr } = await run(line);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});
