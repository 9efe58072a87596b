import { Ajv } from 'ajv';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { schemaOf } from '../../scripts/generate-docs.ts';
import { readObjects } from '../../src/cluster/objects.ts';
import type { MatrixReport } from '../../src/model/matrix-report.ts';
import { type MatrixQuery, matrix } from '../../src/questions/matrix/index.ts';
import { renderJson } from '../../src/render/json.ts';
import { renderMatrixCsv } from '../../src/render/matrix-csv.ts';
import { renderTable } from '../../src/render/table.ts';
import { renderYaml } from '../../src/render/yaml.ts';
import { matrixDocument } from '../../src/views/matrix.ts';
import { namespace, networkPolicy, pod } from '../engines/policy/cluster.ts';
import { labObjects } from '../support/truth.ts';

const NOW = '2026-01-01T00:00:00Z';

const ask = (objects: readonly object[], query: MatrixQuery = {}) =>
  matrix(readObjects(objects, { complete: true, takenAt: NOW }), { allNamespaces: true, assumeEnforced: 'yes', ...query });

const tableOf = (
  report: MatrixReport,
  { wide = false, color = false, columns }: { wide?: boolean; color?: boolean; columns?: number } = {},
) => renderTable(matrixDocument(report, wide), { wide, color, columns });

const csvOf = (report: MatrixReport) => [...renderMatrixCsv(report)].join('');

const APPS = ['web', 'api', 'worker', 'cache', 'db', 'queue', 'search', 'mail', 'auth', 'admin'];

/** Six namespaces with the same ten workloads; three keep others out, and one lets monitoring in. */
const SIXTY = ['shop', 'pay', 'crm', 'ops', 'dev', 'test'].flatMap((own, block) => [
  namespace(own, { team: own }),
  ...APPS.map((app, at) => pod(`${own}/${app}`, { labels: { app }, ip: `10.${block}.0.${at + 1}`, ports: [{ containerPort: 8000 + at }] })),
]);
const CLOSED = ['shop', 'pay', 'crm'].flatMap((own) => [
  networkPolicy(`${own}/same`, { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] }),
  networkPolicy(`${own}/web`, {
    podSelector: { matchLabels: { app: 'web' } },
    ingress: [{ from: [{ ipBlock: { cidr: '203.0.113.0/24' } }, { namespaceSelector: { matchLabels: { team: 'ops' } } }] }],
  }),
  networkPolicy(`${own}/db`, {
    podSelector: { matchLabels: { app: 'db' } },
    policyTypes: ['Egress'],
    egress: [{ to: [{ podSelector: {} }] }],
  }),
]);

describe('the matrix of sixty workloads in six namespaces', () => {
  const report = ask([...SIXTY, ...CLOSED]);
  const text = tableOf(report);

  it('says in one line how many pairs are denied', () => {
    expect(text.split('\n')[0]).toBe(
      `60 workloads in all namespaces: ${report.pairs.denied} of ${60 * 59} pairs are denied on the ports that they declare.`,
    );
  });

  it('tells few groups, and names workloads of one namespace together', () => {
    expect(report.clients.length).toBeLessThan(12);
    expect(report.servers.length).toBeLessThan(12);
    expect(text.split('\n').length).toBeLessThan(60);
    expect(Math.max(...text.split('\n').map((line) => stringWidth(line)))).toBeLessThan(600);
  });

  it('tells whole namespaces, and nearly whole ones, by their names', () => {
    const words = text.replaceAll(/\n\s+/g, ' ');
    expect(words).toContain(
      'to all of crm but pod/crm/web:8000 denied  from all of dev, all of test, all of ops, all of pay, all of shop, outside',
    );
    expect(words).toContain('from pod/crm/db denied  to all of dev, all of ops, all of test, all of pay, all of shop, outside');
    expect(tableOf(report, { wide: true })).not.toContain('all of');
  });

  it('says what mixed means where it stands, and what nobody said of enforcement', () => {
    expect(text).toContain('mixed: some pods of the workloads may connect and others not; outside the cluster: some addresses');
    expect(text).not.toContain('unknown: what decides');
    expect(text).toMatch(/ASSUMED\n {2}.*enforce/);
  });

  it.each([80, 200])('fits a terminal of %i columns', (columns) => {
    const widths = tableOf(report, { columns })
      .split('\n')
      .map((line) => stringWidth(line));
    expect(Math.max(...widths)).toBeLessThanOrEqual(columns);
  });

  it('has colours only where they are asked for, and says the same', () => {
    const plain = tableOf(report, { columns: 200 });
    const coloured = tableOf(report, { columns: 200, color: true });
    expect(plain).not.toContain('\u001b');
    expect(coloured).toContain('\u001b[');
    expect(coloured.replaceAll(/\u001b\[[0-9;]*m/g, '')).toBe(plain);
  });
});

describe('names', () => {
  it('that are longer than a terminal stand whole, and nothing else is longer', () => {
    const long = (at: number) => `${'n'.repeat(250)}${at}`;
    const objects = [
      namespace('a'),
      ...[1, 2, 3].map((at) => pod(`a/${long(at)}`, { ip: `10.0.0.${at}`, ports: [{ containerPort: 80 }] })),
    ];
    const closed = networkPolicy(`a/${'p'.repeat(253)}`, { podSelector: {}, ingress: [] });
    const lines = tableOf(ask([...objects, closed]), { columns: 80, wide: true }).split('\n');
    const tooLong = lines.filter((line) => stringWidth(line) > 80 && !/^ {2}(FROM|outside the cluster) /.test(line));
    expect(tooLong.filter((line) => !/[np]{250}/.test(line))).toEqual([]);
    expect(lines.join('\n')).toContain(long(2));
  });
});

/** What a terminal would act on, other than the newlines of the layout. */
const ACTIVE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

const evil = fc.string({
  unit: fc.constantFrom('\u001b[31m', '\r', '\u009b', '\u202e', '\u2028', '\n', '\t', '|', ',', '"', '=', '@', '<b>', '漢', 'a', '-', '/'),
  minLength: 1,
});

const hostile = (name: string, other: string) =>
  ask([
    namespace('a'),
    { ...pod('a/x', { ports: [{ containerPort: 80 }] }), metadata: { name, namespace: 'a', labels: { app: other } } },
    { ...pod('a/y', { ip: '10.0.0.2', ports: [{ containerPort: 80 }] }), metadata: { name: `${name}2`, namespace: 'a', labels: {} } },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: other, namespace: 'a' },
      spec: { podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { app: other } } }, { ipBlock: { cidr: other } }] }] },
    },
  ]);

describe('whatever a cluster says', () => {
  it('is shown without letting a terminal act on it', () => {
    fc.assert(
      fc.property(evil, evil, (name, other) => {
        const report = hostile(name, other);
        const texts = [tableOf(report), tableOf(report, { wide: true, columns: 80 }), renderJson(report), renderYaml(report)];
        for (const text of texts) expect(text.replaceAll('\n', '')).not.toMatch(ACTIVE);
        expect(csvOf(report).replaceAll('\r\n', '')).not.toMatch(ACTIVE);
      }),
      { numRuns: 60 },
    );
  });

  it('is as many cells in each line of CSV, none of them a formula', () => {
    fc.assert(
      fc.property(evil, evil, (name, other) => {
        const lines = rowsOf(csvOf(hostile(name, other)));
        expect(new Set(lines.map((cells) => cells.length))).toEqual(new Set([11]));
        expect(lines.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

/** Cells of CSV (RFC 4180), as a reader that knows no other rule takes them. */
function rowsOf(text: string): readonly (readonly string[])[] {
  expect(text.endsWith('\r\n')).toBe(true);
  return text
    .slice(0, -2)
    .split('\r\n')
    .map((row) =>
      [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(([, quoted, bare]) => (quoted ?? bare ?? '').replaceAll('""', '"')),
    );
}

describe('CSV', () => {
  const report = ask([...SIXTY, ...CLOSED]);
  const [header, ...lines] = rowsOf(csvOf(report));

  it('has a line for each pair, with its verdict', () => {
    const between = lines.filter((cells) => cells[0] !== 'outside' && cells[3] !== 'outside');
    expect(header).toHaveLength(11);
    expect(between.length).toBe(60 * 59);
    expect(between.filter((cells) => cells[8] === 'denied').length).toBe(report.pairs.denied);
    expect(new Set(between.map((cells) => cells.slice(0, 8).join())).size).toBe(between.length);
  });

  it('names the policies of those that are not allowed, and of no others', () => {
    expect(lines.filter((cells) => cells[8] === 'denied' && cells[9] === '')).toEqual([]);
    expect(lines.filter((cells) => cells[8] === 'allowed' && cells[9] !== '')).toEqual([]);
    const [one] = lines.filter((cells) => cells[1] === 'dev' && cells[2] === 'web' && cells[4] === 'pay' && cells[5] === 'api');
    expect(one).toEqual(['Pod', 'dev', 'web', 'Pod', 'pay', 'api', '8001', 'TCP', 'denied', 'NetworkPolicy pay/same', '']);
  });
});

describe('the report', () => {
  const validate = new Ajv({ strict: false }).compile(schemaOf('MatrixReport', false));
  const lab = readObjects(labObjects(), { takenAt: NOW });
  const unknown = readObjects([], { takenAt: NOW });

  it.each<readonly [string, MatrixReport]>([
    ['of a namespace', matrix(lab, { namespace: 'prod' })],
    ['of all namespaces', matrix(lab, { allNamespaces: true, assumeEnforced: 'yes' })],
    ['of a port', matrix(lab, { allNamespaces: true, port: 53, protocol: 'UDP', assumeEnforced: 'no' })],
    ['where nothing could be read', matrix(unknown, { allNamespaces: true })],
    ['of sixty workloads', ask([...SIXTY, ...CLOSED])],
    ['of hostile names', hostile('=\u001b', '\u202e,')],
  ])('%s has the fields of its schema, and no other', (_, report) => {
    validate(JSON.parse(renderJson(report)));
    expect(validate.errors ?? []).toEqual([]);
  });
});
