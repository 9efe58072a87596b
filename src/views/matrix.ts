import type { MatrixReason, MatrixReport, MatrixVerdict } from '../model/matrix-report.ts';
import { assumptionBlocks, notCheckedBlocks, notReadBlocks } from './common.ts';
import { type Block, type Column, type Document, type Line, line, type Span, span, type Tone } from './document.ts';
import { abbreviated, type Names, namesOf, reasonWords, type Telling, workloadName } from './matrix-words.ts';

/** With so many groups of servers a table fits a terminal, and a wide one can still be read. */
const MOST_COLUMNS = { narrow: 7, wide: 40 } as const;

/** So many names of a group are shown where not all are asked for. */
const MOST_NAMES = 8;

/** So many groups are told of there. */
const MOST_GROUPS = 40;

const TONES: Readonly<Record<MatrixVerdict, Tone>> = { allowed: 'good', denied: 'bad', unknown: 'warn', mixed: 'warn' };

/**
 * A matrix as a person reads it: a table of groups where there are few, then what the policies of servers keep out and what those of clients
 * keep in, with the reason.
 */
export function matrixDocument(report: MatrixReport, wide: boolean): Document {
  const telling = { everywhere: report.question.namespace === undefined, most: wide ? Number.POSITIVE_INFINITY : MOST_NAMES };
  const names = namesOf(report, telling);
  const gaps = report.coverage.gaps.filter(({ reason }) => reason !== 'not-served');
  return {
    blocks: [
      { type: 'verdict', line: line(report.summary, report.outcome === 'unknown' ? 'warn' : 'plain') },
      ...tableBlocks(report, names, wide),
      ...(wide ? allowedBlocks(report, names) : []),
      ...reasonBlocks('ingress', report, names, wide),
      ...reasonBlocks('egress', report, names, wide),
      ...noteBlocks(report, telling),
      ...assumptionBlocks(report.assumptions),
      ...notReadBlocks({ ...report.coverage, gaps }),
      ...notCheckedBlocks(report.coverage),
    ],
  };
}

type BothNames = ReturnType<typeof namesOf>;

function tableBlocks({ clients, servers, cells }: MatrixReport, names: BothNames, wide: boolean): readonly Block[] {
  const isPlain = cells.every(({ verdict }) => verdict === 'allowed');
  if (cells.length === 0 || (isPlain && !wide) || servers.length > MOST_COLUMNS[wide ? 'wide' : 'narrow']) return [];
  const verdicts = new Map(
    cells.flatMap(({ from, to, verdict }) => to.flatMap((server) => from.map((client) => [`${client} ${server}`, verdict]))),
  );
  const columns: readonly Column[] = [{ title: 'FROM \\ TO', prose: true }, ...servers.map(({ id }) => ({ title: id }))];
  const cellOf = (from: string, to: string): Span => {
    const verdict = verdicts.get(`${from} ${to}`);
    return verdict === undefined ? span('-', 'dim') : span(verdict, TONES[verdict]);
  };
  return [
    { type: 'heading', text: 'SERVERS' },
    { type: 'pairs', pairs: servers.map(({ id }) => ({ name: id, value: line(names.servers.of([id])) })) },
    { type: 'heading', text: 'MATRIX' },
    {
      type: 'table',
      columns,
      rows: clients.map((one) => [span(names.clients.of([one.id])), ...servers.map(({ id }) => cellOf(one.id, id))]),
    },
  ];
}

function allowedBlocks({ cells }: MatrixReport, names: BothNames): readonly Block[] {
  const lines = cells
    .filter(({ verdict }) => verdict === 'allowed')
    .map(({ from, to }) => [span('to ', 'dim'), span(names.servers.of(to), 'strong'), span(` from ${names.clients.of(from)}`)]);
  return lines.length === 0
    ? []
    : [
        { type: 'heading', text: 'ALLOWED' },
        { type: 'lines', lines },
      ];
}

/** How reasons are told, by whose policies they are. */
const SIDES = {
  ingress: { heading: 'NOT LET IN', aside: 'by the policies of the server', of: 'servers', at: 'to', peers: 'clients', other: 'from' },
  egress: { heading: 'NOT LET OUT', aside: 'by the policies of the client', of: 'clients', at: 'from', peers: 'servers', other: 'to' },
} as const;

function reasonBlocks(direction: MatrixReason['direction'], { reasons }: MatrixReport, names: BothNames, wide: boolean): readonly Block[] {
  const { heading, aside, of, at, peers, other } = SIDES[direction];
  const groups = new Map<string, MatrixReason[]>();
  for (const reason of reasons.filter((one) => one.direction === direction)) {
    const key = reason.of.join();
    groups.set(key, [...(groups.get(key) ?? []), reason]);
  }
  if (groups.size === 0) return [];
  const told = [...groups.values()].slice(0, wide ? undefined : MOST_GROUPS);
  const left = groups.size - told.length;
  return [
    { type: 'heading', text: heading, aside },
    {
      type: 'lines',
      lines: [
        ...told.flatMap((own): readonly Line[] => [
          [span(`${at} `, 'dim'), span(names[of].of(own[0]?.of ?? []), 'strong')],
          ...own.map((reason) => reasonLine(reason, other, names[peers])),
        ]),
        ...(left === 0 ? [] : [line(`and ${left} more groups: -o wide, csv, json and yaml tell all`, 'dim')]),
      ],
    },
  ];
}

function reasonLine(reason: MatrixReason, other: string, names: Names): Line {
  const { verdict, peers } = reason;
  return [span(`  ${verdict.padEnd(8)}`, TONES[verdict]), span(`${other} ${names.of(peers)}`), span(`: ${reasonWords(reason)}`, 'dim')];
}

/** What verdicts mean that do not speak for themselves. */
const MEANINGS: readonly (readonly [MatrixVerdict, meaning: string])[] = [
  ['mixed', 'some pods of the workloads may connect and others not; outside the cluster: some addresses'],
  ['unknown', 'what decides is not known, for the reason that stands with it'],
];

function noteBlocks({ clients, withoutPort, cells, reasons }: MatrixReport, telling: Telling): readonly Block[] {
  const told = new Set([...cells, ...reasons].map(({ verdict }) => verdict));
  const inNodes = clients.flatMap(({ workloads }) => workloads.filter(({ hostNetwork }) => hostNetwork === true));
  const note = (what: string, workloads: typeof withoutPort) => {
    const names = workloads.map((one) => workloadName(one, telling));
    return names.length === 0 ? [] : [line(`${what}: ${abbreviated(names, telling.most)}`, 'dim')];
  };
  const lines = [
    ...MEANINGS.flatMap(([verdict, meaning]) => (told.has(verdict) ? [line(`${verdict}: ${meaning}`, 'dim')] : [])),
    ...note('in the network of their nodes, so that policies see the node instead of the pod', inNodes),
    ...note('no port is known, so that nobody is asked about as their client (--port NUMBER asks)', withoutPort),
  ];
  return lines.length === 0
    ? []
    : [
        { type: 'heading', text: 'NOTES' },
        { type: 'lines', lines },
      ];
}
