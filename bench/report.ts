import type { Comparison, Measured } from './comparison.ts';
import type { ServedRequest } from './test-cluster.ts';

const HEADINGS = ['', 'NETEXPLAIN', 'KUBECTL', 'RATIO', 'BAR', '', 'PEAK MB', 'KUBECTL', 'REQUESTS', 'KUBECTL', 'BYTES', 'KUBECTL'];

/** The comparisons as a table: wall time, ratio and bar, peak memory, requests, bytes of bodies as they were sent. */
export function comparisonTable(comparisons: readonly Comparison[]): string {
  return aligned([HEADINGS, ...comparisons.map(row)]);
}

/** What each kind of question is set beside, one line each. */
export function counterparts(comparisons: readonly Comparison[]): string {
  const lines = comparisons.map(({ question: { title, kubectl } }) => `${title.split(',')[0]}: kubectl ${kubectl.args.join(' ')}`);
  return ['Set beside:', ...new Set(lines)].join('\n  ');
}

function row({ question, netexplain, kubectl }: Comparison): readonly string[] {
  const { title, bar, cluster } = question;
  const ratio = netexplain.milliseconds / kubectl.milliseconds;
  const asked = ({ requests }: Measured) => (cluster === undefined ? '-' : String(requests.length));
  const received = ({ requests }: Measured) => (cluster === undefined ? '-' : grouped(bytesOf(requests)));
  return [
    title,
    ...[netexplain, kubectl].map(({ milliseconds }) => `${milliseconds.toFixed(0)} ms`),
    ratio.toFixed(2),
    ...(bar === undefined ? ['-', ''] : [`≤ ${bar}`, ratio <= bar ? 'within' : 'above']),
    ...[netexplain, kubectl].map(({ megabytes }) => fixed(megabytes, 0)),
    ...[netexplain, kubectl].map(asked),
    ...[netexplain, kubectl].map(received),
  ];
}

/** One line on whether the command sends as many requests and receives as many bytes in both clusters; with the differences, where not. */
export function sameCost(small: Comparison, large: Comparison): string {
  const [one, other] = [small, large].map(({ netexplain }) => netexplain.requests.map(({ path, bytes }) => `${path}  ${grouped(bytes)}`));
  const { title } = large.question;
  const only = (these: readonly string[] = [], those: readonly string[] = []) => these.filter((request) => !those.includes(request));
  const differences = [...only(one, other).map((request) => `  only in ${small.question.title}: ${request}`)];
  differences.push(...only(other, one).map((request) => `  only in ${title}: ${request}`));
  if (differences.length > 0 || one?.length !== other?.length) {
    return [`NOT the same requests and bytes in ${small.question.title} and in ${title}:`, ...differences].join('\n');
  }
  return `The same requests and bytes in ${small.question.title} and in ${title}: within the bar.`;
}

function bytesOf(requests: readonly ServedRequest[]): number {
  return requests.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Digits in groups of three. */
export function grouped(number: number): string {
  return number.toLocaleString('en');
}

/** A number with so many decimals; `-` for what is not known (NaN). */
export function fixed(number: number, decimals: number): string {
  return Number.isNaN(number) ? '-' : number.toFixed(decimals);
}

/** A table, the first column to the left, the others to the right. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ');
  return rows.map((cells) => line(cells).trimEnd()).join('\n');
}
