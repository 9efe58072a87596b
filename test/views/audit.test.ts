import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { readObjects } from '../../src/cluster/objects.ts';
import { audit } from '../../src/questions/audit/index.ts';
import { renderTable } from '../../src/render/table.ts';
import { auditDocument } from '../../src/views/audit.ts';
import { labObjects } from '../support/truth.ts';

const NOW = '2026-11-22T07:40:00Z';
const lab = audit(readObjects(labObjects(), { takenAt: NOW }), { allNamespaces: true, all: true });
const shown = (report: typeof lab, columns: number | undefined, brief = false) =>
  renderTable(auditDocument(report, brief), { wide: false, color: false, columns });

const services = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: `ext-${String(index).padStart(3, '0')}`, namespace: 'a' },
    spec: { type: 'ExternalName', externalName: '10.0.0.1' },
  }));

const pods = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `web-5f7-${index}`,
      namespace: 'a',
      labels: { 'pod-template-hash': '5f7' },
      ownerReferences: [{ kind: 'ReplicaSet', name: 'web-5f7', controller: true }],
    },
    spec: { dnsPolicy: 'Default', containers: [] },
  }));

const of = (objects: readonly object[], rule: string) =>
  audit(readObjects(objects, { complete: true, takenAt: NOW }), { allNamespaces: true, rules: [rule] });

describe('an audit', () => {
  it.each([80, 200])('fits a terminal of %i columns, but for words that are longer than their place', (columns) => {
    const tooLong = shown(lab, columns)
      .split('\n')
      .filter((line) => stringWidth(line) > columns && !line.split(/\s+/).some((word) => stringWidth(word) > 40));
    expect(tooLong).toEqual([]);
  });

  it('names each object once, and every finding with its page', () => {
    const lines = shown(lab, undefined).split('\n');
    const headings = lines.filter((line) => /^(Service|Pod|Node|EndpointSlice) /.test(line));
    expect(headings).toEqual([...new Set(headings)]);
    // What two pods of a workload have in common is said once.
    const told = new Set(lab.findings.map(({ identity, message }) => `${identity} ${message}`));
    expect(lines.filter((line) => line.startsWith('    page ')).length).toBe(told.size);
  });

  it('puts what is worst first', () => {
    const blocks = shown(lab, undefined).split(/\n(?=\S)/);
    const worst = blocks.flatMap((block) => /^ {2}(error|warning|info) NX/m.exec(block)?.[1] ?? []);
    expect(worst[0]).toBe('error');
    expect(worst.lastIndexOf('error')).toBeLessThan(worst.indexOf('warning'));
    expect(worst.lastIndexOf('warning')).toBeLessThan(worst.indexOf('info'));
  });

  it('tells the pods of a workload together', () => {
    const text = shown(of(pods(12), 'NX2004'), undefined);
    expect(text).toContain('\nDeployment a/web\n');
    expect(text.match(/info NX2004/g)?.length).toBe(1);
    expect(text).toContain('    of       web-5f7-0, web-5f7-1, web-5f7-10 and 9 more\n');
  });

  it('ends in a count where it is to be brief, and leaves out nothing else', () => {
    const report = of(services(60), 'NX1112');
    expect(shown(report, 80, true)).toContain('\n… and 20 more objects  20 error: -o wide shows all\n');
    expect(shown(report, undefined).match(/error NX1112/g)?.length).toBe(60);
  });
});
