import { groupBy } from '../../audit/facts/group-by.ts';
import {
  type MatrixRow,
  type PluginHabits,
  type PodClass,
  type Policies,
  type PortMatrix,
  policyMatrix,
} from '../../engines/policy/index.ts';
import type { Protocol } from '../../model/values/port.ts';
import { numberedOutcomes, type Outcomes } from './outcomes.ts';

/** A port of a class of pods. */
export interface ServedBy {
  readonly port: number;
  readonly protocol: Protocol;
  /** The class by its position. */
  readonly at: number;
}

/** What is asked of pods of all classes. */
export interface TableQuestion {
  readonly classes: readonly PodClass[];
  readonly served: readonly ServedBy[];
  /** The port on which connections to outside are judged. */
  readonly outside: Pick<ServedBy, 'port' | 'protocol'>;
  readonly plugin: PluginHabits;
}

/** What becomes of all connections, by kinds of clients and of servers that fare alike. */
export interface OutcomeTable {
  readonly outcomes: Outcomes;
  /** The kind of each class as a client. */
  readonly clients: readonly number[];
  /** The kind of each served port, in the order of the question. */
  readonly servers: readonly number[];
  /** The number of an outcome. */
  of(client: number | 'outside', server: number | 'outside'): number;
}

/**
 * Judges each class as a client of each served port. Outcomes are only looked at for one of all classes, and one of all ports, that the rows
 * of policies do not tell apart.
 */
export function outcomeTable(policies: Policies, { classes, served, outside, plugin }: TableQuestion): OutcomeTable {
  const ports = [
    ...groupBy(
      served.map((one, position) => ({ one, position })),
      ({ one }) => `${one.protocol} ${one.port}`,
    ).values(),
  ].map((own) => ({ ...(own[0]?.one ?? outside), own: own.map(({ position }) => position), servers: own.map(({ one }) => one.at) }));
  const matrix = policyMatrix(policies, { classes, ports: [{ ...outside, servers: [] }, ...ports], plugin });
  const { verdicts } = matrix;
  const [beyond, ...matrices] = matrix.ports;
  const clientKinds = refined(
    classes.length,
    matrix.ports.flatMap(({ egress, ingress }) => [identities(egress), ...distinct(ingress)]),
  );
  const serverKinds = matrices.map(({ egress, ingress }) => refined(ingress.length, [identities(ingress), ...distinct(egress)]));

  const outcomes = numberedOutcomes();
  const known = new Map<number, number>();
  /** The position of no verdict. */
  const none = verdicts.length;
  const clientsLike = [...representatives(clientKinds), classes.length];
  const columns = matrices.flatMap((one, at) => representatives(serverKinds[at] ?? []).map((server) => columnOf(one, server)));
  const toOutside = Uint32Array.from(clientsLike, (client) => outcomeOf(beyond?.egress[client]?.[0] ?? none, none));
  const all = [...columns, toOutside];
  const rowKinds = alike(clientsLike.length, all.length, (row, at) => all[at]?.[row] ?? 0);
  const columnKinds = alike(columns.length, clientsLike.length, (column, at) => columns[column]?.[at] ?? 0);
  const starts = offsets(serverKinds);
  const servers = new Array<number>(served.length).fill(0);
  ports.forEach(({ own }, at) => {
    own.forEach((position, index) => {
      servers[position] = columnKinds[(starts[at] ?? 0) + (serverKinds[at]?.[index] ?? 0)] ?? 0;
    });
  });
  return {
    outcomes,
    clients: clientKinds.map((kind) => rowKinds[kind] ?? 0),
    servers,
    of: (client, server) =>
      all[server === 'outside' ? columns.length : server]?.[client === 'outside' ? clientsLike.length - 1 : client] ?? 0,
  };

  /** What becomes of the connections of each kind of clients, and, last, of those from outside, to a server. */
  function columnOf({ egress, ingress }: PortMatrix, server: number): Uint32Array {
    const column = new Uint32Array(clientsLike.length);
    const into = ingress[server];
    for (let at = 0; at < column.length; at++) {
      const client = clientsLike[at] ?? classes.length;
      column[at] = outcomeOf(egress[client]?.[server] ?? none, into?.[client] ?? none);
    }
    return column;
  }

  function outcomeOf(out: number, into: number): number {
    const key = out * (none + 1) + into;
    const outcome = known.get(key) ?? outcomes.one(verdicts[out], verdicts[into]);
    known.set(key, outcome);
    return outcome;
  }
}

/** Rows by numbers, so that two have one number where they are one. */
function identities(rows: readonly MatrixRow[]): readonly number[] {
  const numbers = new Map<MatrixRow, number>();
  return rows.map((row) => {
    const number = numbers.get(row) ?? numbers.size;
    numbers.set(row, number);
    return number;
  });
}

function distinct(rows: readonly MatrixRow[]): readonly MatrixRow[] {
  return [...new Set(rows)];
}

/** Numbers positions so that those have one number that every list says the same of. */
function refined(size: number, lists: readonly ArrayLike<number>[]): readonly number[] {
  const kinds = new Array<number>(size).fill(0);
  for (const list of lists) {
    const next = new Map<number, number>();
    for (let at = 0; at < size; at++) {
      // Small enough to be a key that needs no memory of its own.
      const key = (list[at] ?? 0) * size + (kinds[at] ?? 0);
      const number = next.get(key) ?? next.size;
      next.set(key, number);
      kinds[at] = number;
    }
  }
  return kinds;
}

/** For each kind the first position that is of it. Kinds are numbered in the order of positions. */
function representatives(kinds: readonly number[]): readonly number[] {
  const first: number[] = [];
  kinds.forEach((kind, at) => {
    first[kind] ??= at;
  });
  return first;
}

/** For each of some lists of one length the position of the first that is the same. */
function alike(lists: number, length: number, valueAt: (list: number, at: number) => number): readonly number[] {
  const bySum = new Map<number, number[]>();
  const sumOf = (list: number) => {
    let sum = 0;
    for (let at = 0; at < length; at++) sum = (Math.imul(sum, 31) + valueAt(list, at)) | 0;
    return sum;
  };
  const isSame = (one: number, other: number) => {
    for (let at = 0; at < length; at++) if (valueAt(one, at) !== valueAt(other, at)) return false;
    return true;
  };
  return Array.from({ length: lists }, (_, list) => {
    const sum = sumOf(list);
    const candidates = bySum.get(sum) ?? [];
    const first = candidates.find((other) => isSame(list, other));
    if (first === undefined) bySum.set(sum, [...candidates, list]);
    return first ?? list;
  });
}

/** Where the kinds of each list start, where they are numbered one list after the other. */
function offsets(lists: readonly (readonly number[])[]): readonly number[] {
  let next = 0;
  return lists.map((kinds) => {
    const start = next;
    next += kinds.reduce((most, kind) => Math.max(most, kind + 1), 0);
    return start;
  });
}
