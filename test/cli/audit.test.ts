import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AuditReport } from '../../src/model/audit-report.ts';
import { temporaryFile, temporaryFolder } from '../e2e/cluster.ts';
import { runCommand } from '../support/command.ts';

const run = (line: string, more: readonly string[] = []) => runCommand([...line.split(' '), ...more]);
const findings = (stdout: string) => (JSON.parse(stdout) as AuditReport).findings.map(({ identity }) => identity);

const MANIFESTS = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
# The alias of an address
apiVersion: v1
kind: Service
metadata: {name: ext, namespace: shop}
spec: {type: ExternalName, externalName: 10.0.0.1}
`;

describe('kubectl netexplain audit', () => {
  it.each([
    ['audit --demo', 1, '8 errors and 5 warnings in all namespaces.'],
    ['--demo audit services -n a', 1, '3 errors and 2 warnings about services in namespace a'],
    ['audit services -n prod --demo', 0, '1 warning about services in namespace prod'],
    ['audit services -n prod --demo --fail-on warning', 1, '1 warning about services in namespace prod'],
    ['audit --fail-on never --demo', 0, '8 errors and 5 warnings in all namespaces.'],
    ['audit gateway --demo', 1, '3 errors about gateway in all namespaces.'],
    ['audit nodes -A --demo', 0, 'No findings about nodes in all namespaces.'],
    ['audit dns --demo', 1, '2 errors about dns in all namespaces.'],
    ['audit --severity error --demo', 1, '8 errors in all namespaces.'],
    ['audit -A --rule nx1102,NX1117 --demo', 1, '1 error and 1 warning in all namespaces.'],
    ['audit -A --exclude NX1007 --exclude NX1003,NX1102 --severity error --demo', 1, '7 errors in all namespaces.'],
    ['audit services -n kube-system --fail-on info --demo', 0, 'No findings about services in namespace kube-system'],
    ['audit services -n prod --fail-on info --demo', 1, '1 warning and'],
  ])('%s exits with %i', async (line, exitCode, summary) => {
    const { code, stdout, stderr } = await run(line);
    expect([code, stderr]).toEqual([exitCode, '']);
    expect(stdout.split('\n')[0]).toContain(summary);
  });

  it.each([
    ['audit everything --demo', 'unknown command "everything" for "kubectl netexplain audit"'],
    ['audit services --node node1 --demo', '--node goes with "audit nodeports" and "audit exposure"'],
    ['audit --address-type InternalIP --demo', '--address-type goes with "audit nodeports" and "audit exposure"'],
    ['audit services nodes --demo', 'too many arguments'],
    ['audit --rule NX9999 --demo', 'unknown finding "NX9999"'],
    ['audit --rule NX1101 --demo', 'NX1101 is a finding of "path", not of "audit"'],
    ['audit --severity bad --demo', 'invalid argument "bad" for "--severity" flag'],
    [
      'audit -o html --demo',
      'unable to match a printer suitable for the output format "html", allowed formats are: json,table,wide,yaml,csv,sarif,junit,markdown',
    ],
    ['map -o csv --demo', 'unable to match a printer suitable for the output format "csv"'],
    ['audit --from pod/x --demo', 'unknown flag: --from'],
    ['audit --baseline /nowhere.json --demo', 'the path "/nowhere.json" does not exist'],
    ['audit --exceptions /nowhere.yaml --demo', 'the path "/nowhere.yaml" does not exist'],
    ['audit --write-baseline /nowhere/b.json --demo', 'cannot write "/nowhere/b.json"'],
  ])('refuses %s', async (line, message) => {
    const { code, stdout, stderr } = await run(line);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  it('tells what is wrong with an object, how it is known, what to do and where to read more', async () => {
    const { stdout } = await run('audit -A --rule NX1102 --demo');
    expect(stdout.split('\n').slice(1, 8)).toEqual([
      'Service a/badname',
      '  error NX1102 port 80/TCP http: none of the 3 selected pods names a TCP port "htpp"; did you mean "http" (8080/TCP in container echo, 3 pods)?',
      '    seen in  Service a/badname spec.ports[0].targetPort = htpp; Pod a/web-675c54595f-7n6qp spec.containers',
      '    do       Set targetPort of port 80/TCP http in Service a/badname to "http", or give the container port the name "htpp".',
      '    page     kubectl netexplain explain NX1102',
      '',
    ]);
  });

  it.each([
    ['csv', /^severity,code,title,/],
    ['sarif', /"version": "2\.1\.0"/],
    ['junit', /^<\?xml version="1\.0"/],
    ['markdown', /^\*\*8 errors and 5 warnings/],
    ['yaml', /^kind: Audit$/m],
    ['wide', /^8 errors and 5 warnings/],
  ])('writes %s', async (format, expected) => {
    const { code, stdout } = await run(`audit --demo -o ${format}`);
    expect(code).toBe(1);
    expect(stdout).toMatch(expected);
  });
});

describe('manifests', () => {
  it('are audited without a word about what only a cluster has', async () => {
    const file = temporaryFile('shop.yaml', MANIFESTS);
    const { code, stdout } = await run('audit --all -o json -f', [file]);
    const report = JSON.parse(stdout) as AuditReport;
    expect([code, report.outcome]).toEqual([1, 'findings']);
    expect(report.findings.map(({ identity, source }) => [identity, source])).toEqual([
      ['NX1112 Service shop/ext address=10.0.0.1', { file, line: 13 }],
    ]);
    expect(report.skipped.filter(({ reason }) => reason !== 'not-given')).toEqual([]);
    expect(report.skipped.map(({ code: skipped }) => skipped)).toContain('NX1002');
  });

  it('exit with 0 where nothing is wrong, though rules were skipped', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'web.yaml'), MANIFESTS.split('---').slice(0, 2).join('---'));
    const { code, stdout } = await run('audit -f', [folder]);
    expect([code, stdout.split('\n')[0]]).toEqual([0, expect.stringMatching(/^No findings in all namespaces; \d+ rules not judged/)]);
  });

  it('are undetermined where a document cannot be read', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'web.yaml'), MANIFESTS.split('---').slice(0, 2).join('---'));
    writeFileSync(join(folder, 'broken.yaml'), 'kind: [');
    const { code, stderr } = await run('audit services -f', [folder]);
    expect(code).toBe(3);
    expect(stderr).toContain('broken.yaml:1');
  });
});

describe('exceptions and baselines', () => {
  it('hide what was reviewed, and tell what has expired', async () => {
    const exceptions = temporaryFile(
      'exceptions.yaml',
      [
        '- code: NX1007',
        '  object: Service a/*',
        '  reason: the sick ones are a test',
        '  expires: 2126-12-31',
        '- {code: NX1102, object: svc/a/badname, reason: soon mended, expires: 2026-01-01}',
      ].join('\n'),
    );
    const { code, stdout } = await run('audit --severity error --demo --exceptions', [exceptions]);
    expect(code).toBe(1);
    expect(stdout).toContain('7 errors in all namespaces; 1 excepted.');
    expect(stdout).toContain('NX1007 Service a/allunready: the sick ones are a test (file, up to 2126-12-31)');
    expect(stdout).toContain('expired on 2026-01-01 NX1102 svc/a/badname: soon mended (file)');
  });

  it('of a wrong form are refused with the name of the file', async () => {
    const file = temporaryFile('exceptions.yaml', '- {code: NX1007, object: Service a/x}');
    const { code, stderr } = await run('audit --demo --exceptions', [file]);
    expect([code, stderr]).toEqual([2, `error: ${file}: exception 1: reason: required\n`]);
  });

  it('are written and compared with', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'ci'));
    const file = join(folder, 'ci', 'baseline.json');
    const first = await run('audit --demo -o json --write-baseline', [file]);
    expect(first.code).toBe(1);
    const known = (JSON.parse(readFileSync(file, 'utf8')) as { findings: string[] }).findings;
    expect(known).toEqual([...new Set(findings(first.stdout))].toSorted());
    const second = await run('audit --demo --fail-on warning --baseline', [file]);
    expect([second.code, second.stdout.split('\n')[0]]).toEqual([0, 'No findings in all namespaces; 12 known from the baseline.']);
    writeFileSync(file, JSON.stringify({ kind: 'AuditBaseline', findings: [...known.slice(1), 'NX1002 Service a/gone'] }));
    const third = await run('audit --demo --baseline', [file]);
    expect(third.code).toBe(1);
    expect(third.stdout).toContain('GONE SINCE THE BASELINE\n  NX1002 Service a/gone');
  });

  it('that are none are refused', async () => {
    const file = temporaryFile('b.json', '{"kind": "Audit"}');
    const { code, stderr } = await run('audit --demo --baseline', [file]);
    expect([code, stderr]).toEqual([2, `error: ${file}: no baseline: write one with --write-baseline\n`]);
  });
});
