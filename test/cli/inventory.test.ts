import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ExposureReport } from '../../src/model/exposure-report.ts';
import { temporaryFile, temporaryFolder } from '../e2e/cluster.ts';
import { runCommand } from '../support/command.ts';

const run = (line: string, more: readonly string[] = []) => runCommand([...line.split(' '), ...more]);
const report = (stdout: string) => JSON.parse(stdout) as ExposureReport;

describe('kubectl netexplain audit nodeports and exposure', () => {
  it.each([
    ['audit nodeports --demo', '3 ports in all namespaces on 3 nodes: 2 answer everywhere, 1 in some places.'],
    ['audit nodeports -n prod --demo', '2 ports in namespace prod on 3 nodes: 1 answer everywhere, 1 in some places.'],
    ['--demo audit nodeports -A --node node1', '3 ports in all namespaces at node node1: 2 answer everywhere, 1 nowhere.'],
    ['audit nodeports --by node --demo', '3 ports in all namespaces on 3 nodes'],
    ['audit exposure --demo', '4 ways from outside in all namespaces on 3 nodes'],
    ['audit exposure --address-type ExternalIP --demo', 'No way from outside in all namespaces by ExternalIP.'],
    ['audit nodeports -n kube-system --demo', 'No NodePort in namespace kube-system.'],
  ])('%s answers, and exits with 0', async (line, summary) => {
    const { code, stdout, stderr } = await run(line);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n')[0]).toContain(summary);
  });

  it.each([
    ['audit nodeports --node node9 --demo', 'Error from server (NotFound): nodes "node9" not found'],
    ['audit nodeports --address-type Hostname --demo', 'invalid argument "Hostname" for "--address-type" flag'],
    ['audit nodeports --by port --demo', 'invalid argument "port" for "--by" flag'],
    ['audit nodeports -l app=( --demo', 'unable to parse requirement: "app=("'],
    ['audit exposure --rule NX9999 --demo', 'unknown finding "NX9999"'],
    [
      'audit exposure -o html --demo',
      'unable to match a printer suitable for the output format "html", allowed formats are: json,table,wide,yaml,csv,sarif,junit,markdown',
    ],
  ])('refuses %s', async (line, message) => {
    const { code, stdout, stderr } = await run(line);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  it.each([
    ['csv', /^via,service,node,/],
    ['markdown', /^\*\*3 ports in all namespaces/],
    ['yaml', /^kind: Exposure$/m],
    ['wide', /ADDRESSES +ENDPOINTS/],
    ['json', /"kind": "Exposure"/],
    ['junit', /<testcase classname="NX7005".*<failure type="warning"/],
    ['sarif', /"ruleId": "NX7001",\n +"level": "note"/],
  ])('writes %s', async (format, expected) => {
    const { code, stdout } = await run(`audit nodeports --demo -o ${format}`);
    expect(code).toBe(0);
    expect(stdout).toMatch(expected);
  });

  it('exits with 1 where a finding counts', async () => {
    expect((await run('audit nodeports --demo --fail-on warning')).code).toBe(1);
    expect((await run('audit nodeports --demo --fail-on error')).code).toBe(0);
  });

  it('tells what is new since a baseline, and exits with 1 then', async () => {
    const file = join(temporaryFolder(), 'open.json');
    const first = await run('audit nodeports --demo -o json --write-baseline', [file]);
    expect(first.code).toBe(0);
    const known = (JSON.parse(readFileSync(file, 'utf8')) as { findings: string[] }).findings;
    expect(known).toEqual(
      report(first.stdout)
        .findings.map(({ identity }) => identity)
        .toSorted(),
    );
    const second = await run('audit nodeports --demo --baseline', [file]);
    expect(second.code).toBe(0);
    expect(second.stdout).toContain('NEW SINCE THE BASELINE  nothing');
    const without = known.filter((identity) => identity !== 'NX7001 Service a/web-np port=30080 protocol=TCP');
    expect(without.length).toBe(known.length - 1);
    writeFileSync(file, JSON.stringify({ kind: 'AuditBaseline', findings: [...without, 'NX7005 Service a/gone'] }));
    const third = await run('audit nodeports --demo --baseline', [file]);
    expect(third.code).toBe(1);
    expect(third.stdout).toMatch(/NEW SINCE THE BASELINE\n {2}Service a\/web-np {2}info NX7001 port 30080\/TCP /);
    expect(third.stdout).toContain('GONE SINCE THE BASELINE\n  NX7005 Service a/gone');
    expect((await run('audit nodeports --demo --fail-on never --baseline', [file])).code).toBe(0);
  });

  it('lists what manifests open, though they have no nodes', async () => {
    const file = temporaryFile(
      'shop.yaml',
      'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {type: NodePort, clusterIP: 10.96.0.9, ports: [{port: 80, nodePort: 30080}]}\n',
    );
    const { code, stdout } = await run('audit nodeports -o json -f', [file]);
    expect([code, report(stdout).nodes]).toEqual([0, 'unknown']);
    expect(report(stdout).rows.map(({ via, service, port, answers }) => [via, service, port, answers])).toEqual([
      ['NodePort', 'shop/web', 30080, 'unknown'],
    ]);
  });
});
