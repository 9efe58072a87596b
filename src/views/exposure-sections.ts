import type { ExposedNode, ExposureReport, ExposureRow } from '../model/exposure-report.ts';
import { type Entry, entriesOf } from './exposure-entries.ts';

/** What nodes that look the same from outside have open. */
export interface Section {
  readonly title: string;
  readonly aside?: string;
  readonly entries: readonly Entry[];
}

/** So many nodes are named in a heading. */
const FEW = 5;

/** A report by node: what is the same at all of them, once; then what is not, nodes that do the same together; then what is at no node. */
export function sectionsOf(report: ExposureReport): readonly Section[] {
  const { rows, nodes, perAddress } = report;
  const entries = entriesOf(rows);
  const all = nodes === 'unknown' ? [] : nodes;
  const everywhere = entries.filter(({ places }) => all.length > 0 && places.count === all.length);
  const nowhere = entries.filter(({ places }) => places.count === 0);
  const rest = new Set(entries.filter((entry) => !everywhere.includes(entry) && !nowhere.includes(entry)).flatMap((entry) => entry.rows));
  const others = perAddress ? eachNode(rest, all) : groupsThenNames([...rest]);
  const common = all.length === 1 ? titleOf(all.map(({ name }) => name)) : `AT ALL ${all.length} NODES`;
  return [
    { title: common, ...asideOf(all.length === 1 ? all : []), entries: everywhere },
    ...others,
    { title: 'AT NO NODE', aside: 'as far as the API tells', entries: nowhere },
  ].filter((section) => section.entries.length > 0);
}

function eachNode(rest: ReadonlySet<ExposureRow>, nodes: readonly ExposedNode[]): readonly Section[] {
  const rowsOf = new Map<string, ExposureRow[]>();
  for (const row of rest) rowsOf.set(row.node ?? '', [...(rowsOf.get(row.node ?? '') ?? []), row]);
  const alike = new Map<string, ExposedNode[]>();
  for (const node of nodes.filter(({ name }) => rowsOf.has(name))) {
    const seen = (rowsOf.get(node.name) ?? []).map(({ node: _node, address, addressType, endpoints: _endpoints, ...row }) => [
      row,
      addressType ?? address,
    ]);
    const key = JSON.stringify(seen);
    alike.set(key, [...(alike.get(key) ?? []), node]);
  }
  return [...alike.values()].map((own) => ({
    title: titleOf(own.map(({ name }) => name)),
    ...asideOf(own),
    entries: entriesOf(own.flatMap(({ name }) => rowsOf.get(name) ?? [])),
  }));
}

/** Where rows stand for many nodes: first what holds unless a node is named below, then nodes by name. */
function groupsThenNames(rest: readonly ExposureRow[]): readonly Section[] {
  const whole = rest.filter(({ nodes }) => (nodes?.groups.length ?? 0) > 0);
  const named = new Map<string, ExposureRow[]>();
  for (const row of rest) {
    for (const name of row.nodes?.names ?? []) {
      const own = named.get(name);
      if (own === undefined) named.set(name, [row]);
      else own.push(row);
    }
  }
  const alike = new Map<string, { readonly names: string[]; readonly rows: readonly ExposureRow[] }>();
  const numbers = new Map(rest.map((row, index) => [row, index]));
  for (const [name, rows] of [...named].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const key = rows.map((row) => numbers.get(row)).join();
    const own = alike.get(key) ?? { names: [], rows };
    own.names.push(name);
    alike.set(key, own);
  }
  return [
    { title: 'AT MOST NODES', aside: 'but for those where something else is told below', entries: entriesOf(whole) },
    ...[...alike.values()].map(({ names, rows }) => ({ title: titleOf(names), entries: entriesOf(rows) })),
  ];
}

function titleOf(names: readonly string[]): string {
  const shown = names.slice(0, FEW).join(', ');
  return `AT ${shown}${names.length > FEW ? ` and ${names.length - FEW} more` : ''}`;
}

function asideOf(nodes: readonly ExposedNode[]): { readonly aside?: string } {
  const addresses = nodes.flatMap((node) =>
    node.addresses.map(({ address, nodePorts }) => `${address}${nodePorts === 'no' ? ' (no NodePorts)' : ''}`),
  );
  const states = [...new Set(nodes.map(({ state }) => state))].filter((state) => state !== 'ready' && state !== 'unknown');
  const parts = [...addresses.slice(0, FEW), ...(addresses.length > FEW ? ['…'] : []), ...states];
  return parts.length === 0 ? {} : { aside: parts.join(', ') };
}
