import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { type PathOptions, path, readObjects } from '../../src/index.ts';
import type { PathAnswer, PathReport } from '../../src/model/path-report.ts';
import { renderTable, type TableOptions } from '../../src/render/table.ts';
import { pathDocument } from '../../src/views/path.ts';
import { labObjects } from '../support/truth.ts';

const lab = readObjects(labObjects(), { takenAt: '2026-11-22T07:40:00Z' });
const FOO = path(lab, { from: 'pod/a/cli-czzjz', to: 'svc/a/foo:80' });

function textOf(report: PathReport, { wide = false, color = false, columns }: Partial<TableOptions> = {}): string {
  return renderTable(pathDocument(report, wide), { wide, color, columns });
}

const FLOWS: readonly PathOptions[] = [
  { from: 'pod/a/cli-czzjz', to: 'svc/a/foo:80' },
  { from: 'pod/a/cli-czzjz', to: 'svc/a/foo:81' },
  { from: 'pod/a/cli-czzjz', to: 'svc/a/db' },
  { from: 'deploy/a/web', to: 'svc/a/itp-local' },
  { from: 'pod/a/hostnet', to: '172.30.0.13:30081' },
  { from: 'pod/a/cli-czzjz', to: '8.8.8.8:53', protocol: 'UDP' },
  { from: 'node/node1', to: '10.244.3.250:80' },
  { from: 'internet', to: 'svc/prod/api-local' },
  { from: 'internet', to: 'svc/prod/lb' },
];

describe.each(FLOWS.map((flow) => [`${flow.from} → ${flow.to}`, path(lab, flow)] as const))('the view of %s', (_flow, report) => {
  it('starts with the verdict', () => {
    expect(textOf(report).split('\n')[0]).toBe(report.summary);
  });

  it.each([80, 200])('fits %i columns', (columns) => {
    const lines = textOf(report, { columns }).split('\n');
    expect(lines.filter((line) => stringWidth(line) > columns)).toEqual([]);
    expect(lines.filter((line) => /undefined|\[object|NaN|Infinity/.test(line))).toEqual([]);
  });

  it('says the same with and without colour', () => {
    expect(stripVTControlCharacters(textOf(report, { color: true }))).toBe(textOf(report));
  });

  it('says where it stops before it tells the way, if it does', () => {
    const text = textOf(report);
    const stops = report.answers.some(({ traces }) => traces.some(({ hops }) => ['reject', 'drop', 'give-up'].includes(lastAction(hops))));
    expect(text.includes('STOPS AT')).toBe(stops);
    if (stops) expect(text.indexOf('STOPS AT')).toBeLessThan(text.search(/^WAY/m));
  });
});

function lastAction(hops: PathAnswer['traces'][number]['hops']): string {
  return hops.at(-1)?.steps.at(-1)?.action ?? '';
}

describe('the view of a flow', () => {
  it('names the network of every hop, and how the answer comes back', () => {
    const shown = textOf(FOO).split('\n');
    const labels = shown.flatMap((line) => /^ {4} ?\d? (DNS|(?:node|service|pod) network|answer) {2}/.exec(line)?.[1] ?? []);
    expect(labels).toEqual(['DNS', 'pod network', 'service network', 'pod network', 'answer', 'node network', 'pod network', 'answer']);
  });

  it('tells what two ways share once', () => {
    const text = textOf(FOO);
    expect(text.match(/leaves by its veth pair/g)).toHaveLength(1);
    expect(text).toContain('  2/3 of new connections → 10.244.3.2:8080, 10.244.2.3:8080\n    1-3 as above\n    4 node network ');
  });

  it('says what may be done about a break right below it', () => {
    const text = textOf(path(lab, { from: 'pod/a/cli-czzjz', to: 'svc/a/foo:81' }));
    expect(text).toMatch(/^STOPS AT\n {2}hop 3, service network {2}10\.96\.57\.141:81 refused: .*\nFINDINGS\n {2}error NX1101 /m);
  });

  it('names the question that tells why an object lets nothing through', () => {
    const text = textOf(path(lab, { from: 'ds/a/cli', to: 'svc/a/nomatch' }));
    expect(text).toMatch(/^STOPS AT\n {2}hop 3, service network .*\n {2}see {4}kubectl netexplain svc\/nomatch -n a\n/m);
  });

  it('names the fields by which each hop is known with -o wide', () => {
    const seen = (wide: boolean) => textOf(FOO, { wide }).match(/^ +seen in .*/gm) ?? [];
    expect(seen(false)).toEqual([]);
    expect(seen(true).map((one) => one.trim().replace(/^seen in /, ''))).toEqual(
      expect.arrayContaining([
        'Service a/foo spec.clusterIPs[0] = 10.96.57.141',
        'Service a/foo spec.ports[0].port = 80',
        'Node node3 spec.podCIDRs[0] = 10.244.3.0/24',
      ]),
    );
  });

  it('says for whom each of several answers holds', () => {
    const text = textOf(path(lab, { from: 'deploy/a/web', to: 'svc/a/itp-local' }));
    expect(text).toMatch(/^from a\/web-675c54595f-7n6qp, a\/web-675c54595f-m5cm4: dropped\nWAY\n/m);
    expect(text).toMatch(/^from a\/web-675c54595f-82xr2: delivered\nDESTINATIONS\n/m);
  });

  it.each([
    [1, 'all'],
    [1 / 3, '1/3'],
    [2 / 3, '2/3'],
    [3 / 20, '3/20'],
    [0.123, '12 %'],
    [1 / 150, '0.67 %'],
  ])('shows a share of %d as %s', (share, shown) => {
    const text = textOf(withDestinations(FOO, 1, share));
    expect(text.split('\n')[3]).toMatch(new RegExp(`node1 +${shown} +10\\.244\\.1\\.19 +delivered$`));
  });

  it.each([
    [{ address: '172.30.0.11', kept: false }, '172.30.0.11 +masqueraded'],
    [{ address: '10.244.1.19', kept: true }, '10.244.1.19 +kept'],
    [{ address: null, kept: true }, "the client's +kept"],
    [{ address: null, kept: false }, "a node's +masqueraded"],
    [{ address: null, kept: null }, '\\? +\\?'],
  ])('shows the source %j as %s', (source, shown) => {
    const [answer] = FOO.answers;
    const [first] = answer?.destinations ?? [];
    if (answer === undefined || first === undefined) throw new Error('a destination is needed');
    const text = textOf({ ...FOO, answers: [{ ...answer, destinations: [{ ...first, source }] }] }, { wide: true });
    expect(text).toMatch(new RegExp(`1/3 +${shown} +delivered$`, 'm'));
  });
});

describe('the view of a flow in a large cluster', () => {
  it('shows some of many destinations, and all with -o wide', () => {
    const many = withDestinations(FOO, 500, 1 / 500);
    expect(textOf(many)).toContain('… and 490 more destinations (-o wide shows them)');
    expect(textOf(many).split('\n').length).toBeLessThan(60);
    expect(textOf(many, { wide: true }).match(/^ {2}a\/web-\d+ /gm)).toHaveLength(500);
  });

  it('shows those of many answers that are not delivered, and counts the others', () => {
    const [delivered] = FOO.answers;
    const [dropped] = path(lab, { from: 'pod/a/cli-czzjz', to: 'svc/a/itp-local' }).answers;
    if (delivered === undefined || dropped === undefined) throw new Error('answers are needed');
    const nodes = (from: number) => Array.from({ length: 1000 }, (_, index) => `node-${from + index}`);
    const answers = [...nodes(0).map((name) => ({ ...delivered, when: { node: [name] } })), { ...dropped, when: { node: nodes(1000) } }];
    const report: PathReport = { ...FOO, outcome: 'mixed', answers };
    const text = textOf(report);
    expect(text).toMatch(/^through node-1000, node-1001, node-1002 and 997 more: dropped$/m);
    expect(text).toMatch(/^ {2}… and 996 more answers: 996 delivered \(-o wide shows them\)$/m);
    expect(text.split('\n').length).toBeLessThan(100);
    expect(textOf(report, { wide: true }).match(/^through node-/gm)).toHaveLength(1001);
  });
});

function withDestinations(report: PathReport, count: number, share: number): PathReport {
  const [answer] = report.answers;
  const [first] = answer?.destinations ?? [];
  if (answer === undefined || first === undefined) throw new Error('a destination is needed');
  const destinations = Array.from({ length: count }, (_, index) => ({ ...first, pod: `a/web-${index}`, share }));
  return { ...report, answers: [{ ...answer, destinations }] };
}
