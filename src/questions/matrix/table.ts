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
  const clientsLike = representatives(clientKinds);
  const columns = matrices.flatMap((one, at) => representatives(serverKinds[at] ?? []).map((server) => columnOf(one, server)));
  const rows = [...clientsLike, classes.length].map((client) => Uint32Array.from([...columns, outsideColumn], (column) => column(client)));
  const rowKinds = same(rows);
  const columnKinds = same(Array.from({ length: columns.length }, (_, at) => Uint32Array.from(rows, (row) => row[at] ?? 0)));
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
    of: (client, server) => {
      const row = rows[client === 'outside' ? rows.length - 1 : client];
      return row?.[server === 'outside' ? columns.length : server] ?? 0;
    },
  };

  /** The outcomes at one server, for a class by its position, and for outside at the position after the last. */
  function columnOf({ egress, ingress }: PortMatrix, server: number): (client: number) => number {
    const known = new Map<number, number>();
    return (client) => {
      const out = egress[client]?.[server];
      const into = ingress[server]?.[client] ?? 0;
      const key = (out ?? verdicts.length) * verdicts.length + into;
      const outcome = known.get(key) ?? outcomes.one(out === undefined ? undefined : verdicts[out], verdicts[into]);
      known.set(key, outcome);
      return outcome;
    };
  }

  function outsideColumn(client: number): number {
    const out = beyond?.egress[client]?.[0];
    return outcomes.one(out === undefined ? undefined : verdicts[out], undefined);
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
  let kinds = new Array<number>(size).fill(0);
  for (const list of lists) {
    const next = new Map<string | number, number>();
    kinds = kinds.map((kind, at) => {
      const key = kind * 2 ** 26 + (list[at] ?? 0);
      const number = next.get(key) ?? next.size;
      next.set(key, number);
      return number;
    });
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

/** For each list the position of the first that is the same. */
function same(lists: readonly Uint32Array[]): readonly number[] {
  const bySum = new Map<number, number[]>();
  return lists.map((list, at) => {
    const sum = list.reduce((hash, one) => (Math.imul(hash, 31) + one) | 0, 0);
    const candidates = bySum.get(sum) ?? [];
    const first = candidates.find((other) => lists[other]?.every((one, index) => one === list[index]));
    if (first === undefined) bySum.set(sum, [...candidates, at]);
    return first ?? at;
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
