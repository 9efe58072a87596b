import type {
  MatrixCell,
  MatrixClients,
  MatrixEnd,
  MatrixReport,
  MatrixServers,
  MatrixVerdict,
  MatrixWorkload,
} from '../model/matrix-report.ts';
import { assumptionBlocks, notCheckedBlocks, notReadBlocks } from './common.ts';
import { type Block, type Column, type Document, type Line, line, type Span, span, type Tone } from './document.ts';
import { reasonWords } from './matrix-words.ts';

/** With so many groups of servers a table still fits a terminal. */
const MOST_COLUMNS = 7;

/** So many names of a group are shown where not all are asked for. */
const MOST_NAMES = 8;

const TONES: Readonly<Record<MatrixVerdict, Tone>> = { allowed: 'good', denied: 'bad', unknown: 'warn', mixed: 'warn' };

/** How names are told. */
interface Naming {
  /** Whether each stands with its namespace. */
  readonly everywhere: boolean;
  /** So many are told. */
  readonly most: number;
}

/** A matrix as a person reads it: a table of groups where there are few, then what is not allowed, by server, with the reason. */
export function matrixDocument(report: MatrixReport, wide: boolean): Document {
  const naming = { everywhere: report.question.namespace === undefined, most: wide ? Number.POSITIVE_INFINITY : MOST_NAMES };
  const verdict: Block = { type: 'verdict', line: line(report.summary, report.outcome === 'unknown' ? 'warn' : 'plain') };
  return {
    blocks: [
      verdict,
      ...tableBlocks(report, naming, wide),
      ...listBlocks(report, naming, wide),
      ...noteBlocks(report, naming),
      ...assumptionBlocks(report.assumptions),
      ...notReadBlocks(report.coverage),
      ...notCheckedBlocks(report.coverage),
    ],
  };
}

function tableBlocks({ clients, servers, cells }: MatrixReport, naming: Naming, wide: boolean): readonly Block[] {
  const isPlain = cells.every(({ verdict }) => verdict === 'allowed');
  if (cells.length === 0 || (!wide && (isPlain || servers.length > MOST_COLUMNS))) return [];
  const verdicts = new Map(cells.flatMap((cell) => cell.from.map((from): [string, MatrixCell] => [`${from} ${cell.to}`, cell])));
  const columns: readonly Column[] = [{ title: 'FROM \\ TO', prose: true }, ...servers.map(({ id }) => ({ title: id }))];
  const cellOf = (from: string, to: string): Span => {
    const cell = verdicts.get(`${from} ${to}`);
    return cell === undefined ? span('-', 'dim') : span(cell.verdict, TONES[cell.verdict]);
  };
  return [
    { type: 'heading', text: 'SERVERS' },
    { type: 'pairs', pairs: servers.map((server) => ({ name: server.id, value: line(serversText(server, naming)) })) },
    { type: 'heading', text: 'MATRIX' },
    {
      type: 'table',
      columns,
      rows: clients.map((one) => [span(clientsText(one, naming)), ...servers.map(({ id }) => cellOf(one.id, id))]),
    },
  ];
}

function listBlocks({ clients, servers, cells }: MatrixReport, naming: Naming, wide: boolean): readonly Block[] {
  const clientOf = new Map(clients.map((one) => [one.id, one]));
  const told = servers.flatMap((server) => {
    const own = cells.filter(({ to, verdict }) => to === server.id && (wide || verdict !== 'allowed'));
    return own.length === 0 ? [] : [{ server, own }];
  });
  if (told.length === 0) return [];
  return [
    { type: 'heading', text: wide ? 'WHO MAY CONNECT' : 'NOT ALLOWED' },
    {
      type: 'lines',
      lines: told.flatMap(({ server, own }) => [
        [span('to ', 'dim'), span(serversText(server, naming), 'strong')],
        ...own.map((cell): Line => {
          const from = cell.from.flatMap((id) => clientOf.get(id) ?? []);
          const why = reasonWords(cell);
          return [
            span(`  ${cell.verdict.padEnd(8)}`, TONES[cell.verdict]),
            span(` from ${from.map((one) => clientsText(one, naming)).join(', ')}`),
            span(why === '' ? '' : `: ${why}`, 'dim'),
          ];
        }),
      ]),
    },
  ];
}

function noteBlocks({ clients, withoutPort }: MatrixReport, naming: Naming): readonly Block[] {
  const inNodes = clients.flatMap(({ workloads }) => workloads.filter(({ hostNetwork }) => hostNetwork === true));
  const notes = [
    ...(inNodes.length === 0
      ? []
      : [
          `in the network of their nodes, so that policies see the node instead: ${names(
            inNodes.map((one) => nameOf(one, naming)),
            naming,
          )}`,
        ]),
    ...(withoutPort.length === 0
      ? []
      : [
          `without a declared port, so that they are judged as clients only (--port asks): ${names(
            withoutPort.map((one) => nameOf(one, naming)),
            naming,
          )}`,
        ]),
  ];
  if (notes.length === 0) return [];
  return [
    { type: 'heading', text: 'NOTES' },
    { type: 'lines', lines: notes.map((text) => line(text, 'dim')) },
  ];
}

const OUTSIDE = 'outside the cluster';

function clientsText({ workloads, outside }: MatrixClients, naming: Naming): string {
  return outside === true
    ? OUTSIDE
    : names(
        workloads.map((one) => nameOf(one, naming)),
        naming,
      );
}

function serversText({ ends, outside }: MatrixServers, naming: Naming): string {
  if (outside !== undefined) return `${OUTSIDE}, ${outside.protocol} ${outside.port}`;
  return names(
    ends.map((end) => `${nameOf(end, naming)}:${portText(end)}`),
    naming,
  );
}

function portText({ port, protocol }: MatrixEnd): string {
  return protocol === 'TCP' ? `${port}` : `${port}/${protocol}`;
}

function names(all: readonly string[], { most }: Naming): string {
  if (all.length <= most) return all.join(', ');
  return `${all.slice(0, most - 1).join(', ')} and ${all.length - most + 1} more`;
}

const SHORT: Readonly<Record<string, string>> = { Deployment: 'deploy', StatefulSet: 'sts', DaemonSet: 'ds', ReplicaSet: 'rs' };

/** As `path` takes it. */
function nameOf({ kind, namespace, name }: MatrixWorkload, { everywhere }: Naming): string {
  const type = SHORT[kind] ?? kind.toLowerCase();
  return everywhere ? `${type}/${namespace}/${name}` : `${type}/${name}`;
}
