import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readObjects } from '../../src/cluster/objects.ts';
import type { ReportListOf } from '../../src/model/report.ts';
import type { ServiceReport } from '../../src/model/service-report.ts';
import { explain } from '../../src/questions/explain/index.ts';
import { renderJson } from '../../src/render/json.ts';
import { renderTable } from '../../src/render/table.ts';
import { renderYaml } from '../../src/render/yaml.ts';
import { line, span } from '../../src/views/document.ts';
import { serviceDocument } from '../../src/views/service.ts';
import { labObjects } from '../support/truth.ts';

const NOW = '2026-11-22T07:40:00Z';
const { items: REPORTS } = explain(readObjects(labObjects(), { takenAt: NOW }), {
  object: 'svc',
  allNamespaces: true,
}) as ReportListOf<ServiceReport>;

const table = (report: ServiceReport, options: { columns?: number; color?: boolean; wide?: boolean } = {}) =>
  renderTable(serviceDocument(report), { wide: options.wide ?? false, color: options.color ?? false, columns: options.columns });

const FORMATS: Readonly<Record<string, (report: ServiceReport) => string>> = {
  table: (report) => table(report),
  'table at 80 columns': (report) => table(report, { columns: 80 }),
  wide: (report) => table(report, { wide: true }),
  json: renderJson,
  yaml: renderYaml,
};

/** What a terminal would act on: controls other than the newlines of the layout, and marks that change the direction of text. */
const ACTIVE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

describe.each(Object.entries(FORMATS))('%s', (_name, render) => {
  it('ends in one newline, says nothing that is not there, and is the same twice', () => {
    for (const report of REPORTS) {
      const text = render(report);
      expect(text).toMatch(/[^\n]\n$/);
      expect(text).not.toMatch(/undefined|\[object|NaN/);
      expect(render(report)).toBe(text);
    }
  });

  it('shows whatever a cluster says without letting a terminal act on it', () => {
    const evil = fc.string({
      unit: fc.constantFrom(
        '\u001b[31m',
        '\r',
        '\b',
        '\u007f',
        '\u009b',
        '\u202e',
        '\u2028',
        '\n',
        '\t',
        '|',
        '<script>',
        '`',
        'é',
        '漢',
        '😀',
        'a',
        ' ',
      ),
    });
    fc.assert(
      fc.property(evil, evil, (label, text) => {
        expect(render(evilReport(label, text)).replaceAll('\n', '')).not.toMatch(ACTIVE);
      }),
      { numRuns: 40 },
    );
  });
});

/** A report whose names, labels and messages a hostile author wrote. */
function evilReport(label: string, text: string): ServiceReport {
  const metadata = { name: 'foo', namespace: 'a' };
  const objects = [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { clusterIP: '10.96.0.1', selector: { app: label }, ports: [{ port: 80, name: text, targetPort: label }] },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: `s${text}`, namespace: 'a', labels: { 'kubernetes.io/service-name': 'foo' } },
      addressType: 'IPv4',
      ports: [{ name: text, port: 8080 }],
      endpoints: [{ addresses: ['10.0.0.1'], nodeName: `n${label}`, zone: text, targetRef: { kind: 'Pod', name: `p${text}` } }],
    },
    {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'e', namespace: 'a' },
      type: 'Warning',
      reason: label,
      message: text,
      lastTimestamp: NOW,
      involvedObject: { kind: 'Service', namespace: 'a', name: 'foo' },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name: 'i', namespace: 'a' },
      spec: { rules: [{ host: text, http: { paths: [{ path: label, backend: { service: { name: 'foo', port: { number: 80 } } } }] } }] },
    },
  ];
  return explain(readObjects(objects, { complete: true, takenAt: NOW }), { object: 'svc/a/foo' }) as ServiceReport;
}

describe('json and yaml', () => {
  it('are read back as the report that they show', () => {
    for (const report of [...REPORTS, evilReport('\u001b[31m\u202e', 'a\u0085b\u009b\nc: #')]) {
      const plain: unknown = JSON.parse(JSON.stringify(report));
      expect(JSON.parse(renderJson(report))).toEqual(plain);
      expect(parse(renderYaml(report), { version: '1.1' })).toEqual(plain);
      expect(parse(renderYaml(report), { version: '1.2' })).toEqual(plain);
    }
  });
});

describe('the table', () => {
  it('says the same with colour as without', () => {
    for (const report of REPORTS)
      expect(stripVTControlCharacters(table(report, { columns: 100, color: true }))).toBe(table(report, { columns: 100 }));
  });

  it.each([80, 120, 200])(
    'fits a terminal of %i columns, but for words that are longer than their place, and URLs in a table',
    (columns) => {
      for (const report of REPORTS) {
        const [inside = '', outside = ''] = table(report, { columns }).split('FROM OUTSIDE');
        const urls = report.entries.some((entry) => entry.url !== undefined);
        const tooLong = `${inside}${urls ? '' : outside}`
          .split('\n')
          .filter((text) => stringWidth(text) > columns)
          .filter((text) => !text.split(/\s+/).some((word) => stringWidth(word) > 24));
        expect([report.question.object, tooLong]).toEqual([report.question.object, []]);
      }
    },
  );

  it('cuts no name when it is piped', () => {
    for (const report of REPORTS) {
      const text = table(report);
      for (const { pod } of report.ports.flatMap((port) => port.endpoints)) if (pod !== undefined) expect(text).toContain(pod);
    }
  });

  it('keeps both ends of a name that it shortens', () => {
    const document = {
      blocks: [
        {
          type: 'table',
          columns: [{ title: 'POD', name: true }, { title: 'X' }],
          rows: [[span('web-675c54595f-m5cm4'), span('y'.repeat(60))]],
        },
      ],
    } as const;
    expect(renderTable(document, { wide: false, color: false, columns: 78 })).toContain('web-675…-m5cm4');
  });

  it('looks the same beyond the number of rows that the library is good for', () => {
    const rows = (count: number) => Array.from({ length: count }, (_, index) => [span(`pod-${index}`), span('漢字'), span('ok', 'good')]);
    const columns = [{ title: 'POD' }, { title: 'WHAT' }, { title: 'STATE' }] as const;
    const rendered = (count: number) =>
      renderTable({ blocks: [{ type: 'table', columns, rows: rows(count) }] }, { wide: false, color: true, columns: undefined });
    expect(rendered(300).split('\n').slice(0, 100)).toEqual(rendered(199).split('\n').slice(0, 100));
  });

  it('shows the slices only with -o wide', () => {
    const [report] = REPORTS.filter((one) => one.question.object === 'svc/a/foo');
    if (report === undefined) throw new Error('the lab has Service a/foo');
    expect(table(report)).not.toContain('SLICE');
    expect(table(report, { wide: true })).toContain('SLICE');
  });

  it('breaks lines between words and gives neighbours of one tone one code', () => {
    const document = { blocks: [{ type: 'verdict', line: line('one two three', 'good') }] } as const;
    expect(renderTable(document, { wide: false, color: true, columns: 8 })).toBe(
      '\u001b[32mone two\u001b[39m\n\u001b[32mthree\u001b[39m\n',
    );
  });
});
