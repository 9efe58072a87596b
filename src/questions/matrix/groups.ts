import { groupBy } from '../../audit/facts/group-by.ts';
import type {
  MatrixCell,
  MatrixEnd,
  MatrixReason,
  MatrixReport,
  MatrixServers,
  MatrixVerdict,
  MatrixWorkload,
} from '../../model/matrix-report.ts';
import type { Outcome, Outcomes, Side } from './outcomes.ts';
import type { OutcomeTable } from './table.ts';

/** A workload as a client: its pods by their classes. */
export interface Client {
  readonly told: MatrixWorkload;
  /** For each class of its pods: how many there are, and its kind as a client. */
  readonly classes: ReadonlyMap<number, { readonly pods: number; readonly kind: number }>;
  readonly kinds: readonly number[];
}

/** A port of a workload: the classes of the pods that serve it. */
export interface Server {
  readonly told: MatrixEnd;
  readonly client: Client;
  /** The kind of each class as a server of the port. */
  readonly kindOf: ReadonlyMap<number, number>;
  readonly kinds: readonly number[];
}

/** The workloads and their ports. */
export interface Members {
  readonly clients: readonly Client[];
  readonly servers: readonly Server[];
  /** What stands for whoever is outside as a server. */
  readonly outside: MatrixServers['outside'] & object;
}

/** A group as it is put together. */
interface Group<T> {
  readonly id: string;
  readonly kinds: readonly number[] | 'outside';
  readonly members: readonly T[];
}

const OUTSIDE: Group<never> = { id: 'outside', kinds: 'outside', members: [] };

/** Puts those together that fare alike, and tells what becomes of each group's connections to each, and why. */
export function grouped(
  { clients, servers, outside }: Members,
  table: OutcomeTable,
): Pick<MatrixReport, 'clients' | 'servers' | 'cells' | 'reasons'> {
  const { outcomes } = table;
  const selves = new Map(servers.flatMap((server): [Server, number][] => selfOutcome(server, table).map((self) => [server, self])));
  const apart = new Set([...selves.keys()].map(({ client }) => client));
  const from = [...groupsOf('c', clients, (client, at) => `${client.kinds}${apart.has(client) ? ` ${at}` : ''}`), OUTSIDE];
  const to = [...groupsOf('s', servers, (server, at) => `${server.kinds}${selves.has(server) ? ` ${at}` : ''}`), OUTSIDE];
  const rows = rowsOf(from, to, selves, table);
  const pairs = pairsBetween(from, to);
  const outcomeAt = (client: number, server: number): Outcome | undefined => {
    const isOfOutside = (from[client] === OUTSIDE) !== (to[server] === OUTSIDE);
    return isOfOutside || pairs(client, server) > 0 ? outcomes.told(rows[client]?.[server] ?? 0) : undefined;
  };
  return {
    clients: from.map(({ id, kinds, members }) => ({
      id,
      workloads: members.map(({ told }) => told),
      ...(kinds === 'outside' ? { outside: true } : {}),
    })),
    servers: to.map(({ id, kinds, members }) => ({
      id,
      ends: members.map(({ told }) => told),
      ...(kinds === 'outside' ? { outside } : {}),
    })),
    cells: cellsOf(idsOf(from), idsOf(to), outcomeAt, pairs),
    reasons: [
      ...reasonsOf('ingress', idsOf(to), idsOf(from), (server, client) => outcomeAt(client, server)?.ingress),
      ...reasonsOf('egress', idsOf(from), idsOf(to), (client, server) => outcomeAt(client, server)?.egress),
    ],
  };
}

function idsOf(groups: readonly { readonly id: string }[]): readonly string[] {
  return groups.map(({ id }) => id);
}

function groupsOf<T extends Client | Server>(
  prefix: string,
  members: readonly T[],
  keyOf: (one: T, at: number) => string,
): readonly Group<T>[] {
  const keyed = members.map((member, at) => ({ member, key: keyOf(member, at) }));
  return [...groupBy(keyed, ({ key }) => key).values()].map((own, at) => ({
    id: `${prefix}${at + 1}`,
    kinds: own[0]?.member.kinds ?? [],
    members: own.map(({ member }) => member),
  }));
}

/** For each group of clients the numbers of what becomes of its connections to each group of servers. */
function rowsOf(
  from: readonly Group<Client>[],
  to: readonly Group<Server>[],
  selves: ReadonlyMap<Server, number>,
  table: OutcomeTable,
): readonly Uint32Array[] {
  return from.map((group) => {
    const own = new Map<number | 'outside', number>();
    const toKind = (server: number | 'outside') => {
      const known =
        own.get(server) ??
        union(
          kindsOf(group).map((client) => table.of(client, server)),
          table.outcomes,
        );
      own.set(server, known);
      return known;
    };
    const [client] = group.members;
    return Uint32Array.from(to, (server) => {
      const [end] = server.members;
      const self = end !== undefined && end.client === client ? selves.get(end) : undefined;
      return self ?? union(kindsOf(server).map(toKind), table.outcomes);
    });
  });
}

function kindsOf({ kinds }: Group<unknown>): readonly (number | 'outside')[] {
  return kinds === 'outside' ? ['outside'] : kinds;
}

function union([first = 0, ...others]: readonly number[], outcomes: Outcomes): number {
  return others.reduce((all, one) => outcomes.both(all, one), first);
}

/** Counts the pairs of the members of two groups: the only pod of a workload is none with itself. */
function pairsBetween(from: readonly Group<Client>[], to: readonly Group<Server>[]): (client: number, server: number) => number {
  const groupOf = new Map(from.flatMap(({ members }, at) => members.map((client) => [client, at])));
  const alone = to.map(({ members }) =>
    groupBy(
      members.filter(({ client }) => client.told.pods === 1),
      ({ client }) => groupOf.get(client),
    ),
  );
  return (client, server) => {
    const all = (from[client]?.members.length ?? 0) * (to[server]?.members.length ?? 0);
    return all - (alone[server]?.get(client)?.length ?? 0);
  };
}

/** For each group of servers the clients by their verdicts; groups with the same clients of a verdict stand together. */
function cellsOf(
  from: readonly string[],
  to: readonly string[],
  outcomeAt: (client: number, server: number) => Outcome | undefined,
  pairs: (client: number, server: number) => number,
): readonly MatrixCell[] {
  const found = new Map<
    string,
    { readonly from: readonly string[]; readonly to: string[]; readonly verdict: MatrixVerdict; pairs: number }
  >();
  to.forEach((id, server) => {
    for (const [verdict, clients] of positionsBy(from.length, (client) => outcomeAt(client, server)?.verdict)) {
      const key = `${verdict} ${clients.join()}`;
      const cell = found.get(key) ?? { from: clients.flatMap((client) => from[client] ?? []), to: [], verdict, pairs: 0 };
      found.set(key, cell);
      cell.to.push(id);
      cell.pairs += clients.reduce((sum, client) => sum + pairs(client, server), 0);
    }
  });
  return [...found.values()];
}

/** Positions by what is told of them; those of which nothing is told are left out. */
function positionsBy<T>(size: number, toldOf: (position: number) => T | undefined): ReadonlyMap<T, readonly number[]> {
  const found = new Map<T, number[]>();
  for (let position = 0; position < size; position++) {
    const told = toldOf(position);
    if (told === undefined) continue;
    const known = found.get(told);
    if (known === undefined) found.set(told, [position]);
    else known.push(position);
  }
  return found;
}

/** What the policies of each group say of others, where they do not simply allow it; groups of which the same is said of the same are told once. */
function reasonsOf(
  direction: MatrixReason['direction'],
  subjects: readonly string[],
  peers: readonly string[],
  sideAt: (subject: number, peer: number) => Side | undefined,
): readonly MatrixReason[] {
  const sides = new Map<Side, number>();
  const found = new Map<string, { readonly of: string[]; readonly peers: readonly string[]; readonly side: Side }>();
  subjects.forEach((subject, at) => {
    for (const [side, positions] of positionsBy(peers.length, (position) => sideAt(at, position))) {
      sides.set(side, sides.get(side) ?? sides.size);
      const own = positions.flatMap((position) => peers[position] ?? []);
      const key = `${sides.get(side)} ${own}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { of: [subject], peers: own, side });
      else known.of.push(subject);
    }
  });
  return [...found.values()].map(({ of, peers: own, side }) => ({ direction, of, peers: own, ...side }));
}

/**
 * What becomes of connections between the pods of one workload, where that is not the same as between any pods of these kinds: a pod that
 * is the only one of its class does not connect to itself.
 */
function selfOutcome({ client, kindOf, kinds }: Server, table: OutcomeTable): readonly number[] {
  if (client.kinds.length === 1 && kinds.length === 1) return [];
  const pairs = [...client.classes].flatMap(([from, { pods, kind: own }]) =>
    [...kindOf].flatMap(([to, kind]) => (from === to && pods === 1 ? [] : [table.of(own, kind)])),
  );
  const any = client.kinds.flatMap((own) => kinds.map((kind) => table.of(own, kind)));
  const [self, all] = [union(pairs, table.outcomes), union(any, table.outcomes)];
  return pairs.length === 0 || self === all ? [] : [self];
}
