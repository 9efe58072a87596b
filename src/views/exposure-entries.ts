import type { ExposureReport, ExposureRow } from '../model/exposure-report.ts';

/** Rows that a person sees as one: the same port, to the same, with the same answer, on addresses of one sort. */
export interface Entry {
  readonly row: ExposureRow;
  readonly rows: readonly ExposureRow[];
  readonly places: Places;
}

/** At how many nodes; `names` where each is known by name, else `except`, those of all that are left out. */
export interface Places {
  readonly count: number;
  readonly names?: readonly string[];
  readonly except?: readonly string[];
}

/** So many nodes are named in a cell. */
const FEW = 3;

/** The entries of a report, in the order of its rows. */
export function entriesOf(rows: readonly ExposureRow[]): readonly Entry[] {
  const groups = new Map<string, ExposureRow[]>();
  for (const row of rows) {
    const { via, service, workloads, port, protocol, answers, outcome, status, public: reach, addressType, address } = row;
    const key = JSON.stringify([via, service ?? workloads, port, protocol, answers, outcome, status, reach, addressType ?? address]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()].flatMap((own) => own.slice(0, 1).map((row) => ({ row, rows: own, places: placesOf(own) })));
}

function placesOf(rows: readonly ExposureRow[]): Places {
  const sets = rows.flatMap(({ nodes }) => nodes ?? []);
  if (sets.length === 0) {
    const names = [...new Set(rows.flatMap(({ node }) => node ?? []))];
    return { count: names.length, names };
  }
  const count = sets.reduce((sum, one) => sum + one.count, 0);
  const named = sets.every(({ groups }) => groups.length === 0);
  return named ? { count, names: sets.flatMap(({ names }) => names) } : { count, except: sets.flatMap(({ except }) => except) };
}

/** The addresses of an entry, each once. */
export function addressesOf({ rows }: Entry): readonly string[] {
  return [...new Set(rows.flatMap(({ address }) => address ?? []))];
}

/** `all 3 nodes`, `node1, node2`, `all but node7`, `12 of 40 nodes`; `-` where no node has to do with it. */
export function placesText({ count, names, except = [] }: Places, nodes: ExposureReport['nodes'], wide: boolean): string {
  if (count === 0) return '-';
  const all = nodes === 'unknown' ? [] : nodes.map(({ name }) => name);
  if (count === all.length && count > 1) return `all ${count} nodes`;
  if (names !== undefined && (names.length <= FEW || wide)) return names.join(', ');
  const left = names === undefined ? except : all.length - count <= FEW ? all.filter((name) => !names.includes(name)) : [];
  if (left.length > 0 && left.length <= FEW && left.length + count === all.length) return `all but ${left.join(', ')}`;
  return `${count} of ${all.length} nodes`;
}
