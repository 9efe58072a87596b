import type { ExposureQuestion, ExposureReport, ExposureRow } from '../../model/exposure-report.ts';

type Facts = Pick<ExposureReport, 'question' | 'rows' | 'nodes' | 'outcome'>;

/** The verdict in one line: how much is open, where, how much of it answers, and what of that to look at first. */
export function summaryOf(facts: Facts): string {
  const { question, rows, outcome } = facts;
  const ways = waysOf(rows);
  const where = placeOf(question);
  const unread = outcome === 'unknown' ? ' What decides could not all be read: there may be more.' : '';
  if (ways.length === 0) return `${question.inventory === 'nodeports' ? 'No NodePort' : 'No way from outside'} in ${where}.${unread}`;
  const what = question.inventory === 'nodeports' ? counted(ways.length, 'port') : `${counted(ways.length, 'way')} from outside`;
  const on = facts.nodes === 'unknown' || question.node !== undefined ? '' : ` on ${counted(facts.nodes.length, 'node')}`;
  return `${what} in ${where}${on}: ${partsOf(ways)}.${unread}`;
}

function placeOf({ namespace, selector, node, addressType }: ExposureQuestion): string {
  const parts = [
    namespace === undefined ? 'all namespaces' : `namespace ${namespace}`,
    selector === undefined ? '' : `with ${selector}`,
    node === undefined ? '' : `at node ${node}`,
    addressType === undefined ? '' : `by ${addressType}`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** The rows of each port of each object, and of each address that is no node's. */
function waysOf(rows: readonly ExposureRow[]): readonly (readonly ExposureRow[])[] {
  const ways = new Map<string, ExposureRow[]>();
  for (const row of rows) {
    const { via, service, port, protocol, workloads, address, addressType } = row;
    const own = via === 'externalIP' || via === 'LoadBalancer' ? address : (addressType ?? null);
    const key = JSON.stringify([via, service ?? workloads, port, protocol, own === addressType ? null : own]);
    const way = ways.get(key);
    if (way === undefined) ways.set(key, [row]);
    else way.push(row);
  }
  return [...ways.values()];
}

function partsOf(ways: readonly (readonly ExposureRow[])[]): string {
  const count = (holds: (rows: readonly ExposureRow[]) => boolean) => ways.filter(holds).length;
  const answering = (rows: readonly ExposureRow[]) => rows.some(({ answers }) => answers === 'yes');
  const everywhere = count((rows) => rows.every(({ answers }) => answers === 'yes'));
  const unsure = count((rows) => !answering(rows) && rows.some(({ answers }) => answers === 'unknown'));
  const parts = [
    [everywhere, 'answer everywhere'],
    [count(answering) - everywhere, 'in some places'],
    [ways.length - count(answering) - unsure, 'nowhere'],
    [unsure, 'unknown'],
    [count((rows) => rows.some((row) => row.sensitive !== undefined && row.answers !== 'no')), 'to sensitive targets'],
    [count((rows) => rows.some((row) => row.public === 'candidate' && row.answers !== 'no')), 'on addresses that may be public'],
  ] as const;
  return parts
    .filter(([number]) => number > 0)
    .map(([number, what]) => `${number} ${what}`)
    .join(', ');
}

function counted(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}
