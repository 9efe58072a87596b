import { groupBy } from '../../audit/facts/group-by.ts';
import type { MatrixCell, MatrixEnd, MatrixReason, MatrixReport, MatrixServers, MatrixWorkload } from '../../model/matrix-report.ts';
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
  const asked = (client: number, server: number) => from[client] !== OUTSIDE || to[server] !== OUTSIDE;
  const sideOf = (direction: MatrixReason['direction'], subject: number, peer: number): Side | undefined => {
    const [client, server] = direction === 'egress' ? [subject, peer] : [peer, subject];
    return asked(client, server) ? outcomes.told(rows[client]?.[server] ?? 0)[direction] : undefined;
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
    cells: cellsOf(from, to, (client, server) => (asked(client, server) ? outcomes.told(rows[client]?.[server] ?? 0) : undefined)),
    reasons: [
      ...reasonsOf('ingress', idsOf(to), idsOf(from), (subject, peer) => sideOf('ingress', subject, peer)),
      ...reasonsOf('egress', idsOf(from), idsOf(to), (subject, peer) => sideOf('egress', subject, peer)),
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

/** For each group of servers the clients by their verdicts. */
function cellsOf(
  from: readonly Group<Client>[],
  to: readonly Group<Server>[],
  outcomeAt: (client: number, server: number) => Outcome | undefined,
): readonly MatrixCell[] {
  const groupOf = new Map(from.flatMap((group) => group.members.map((client) => [client, group])));
  return to.flatMap(({ id, members }, server) => {
    const alone = groupBy(
      members.filter(({ client }) => client.told.pods === 1),
      ({ client }) => groupOf.get(client),
    );
    const verdicts = groupBy(
      from.flatMap((group, client) => ({ group, verdict: outcomeAt(client, server)?.verdict })),
      ({ verdict }) => verdict,
    );
    return [...verdicts].flatMap(([verdict, alike]): readonly MatrixCell[] => {
      if (verdict === undefined) return [];
      // The only pod of a workload is no pair with itself.
      const pairs = alike.reduce((sum, { group }) => sum + group.members.length * members.length - (alone.get(group)?.length ?? 0), 0);
      return [{ from: alike.map(({ group }) => group.id), to: id, verdict, pairs }];
    });
  });
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
    const said = groupBy(
      peers.flatMap((peer, position) => {
        const side = sideAt(at, position);
        return side === undefined ? [] : [{ peer, side }];
      }),
      ({ side }) => side,
    );
    for (const [side, alike] of said) {
      sides.set(side, sides.get(side) ?? sides.size);
      const own = alike.map(({ peer }) => peer);
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
