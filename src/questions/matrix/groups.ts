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
import { type IdLists, idLists } from './id-lists.ts';
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
  const columns = columnsOf(from, to, selves, table);
  const pairs = pairsBetween(from, to);
  const outcomeAt = (client: number, server: number): Outcome | undefined =>
    isNobody(from[client], to[server]) ? undefined : outcomes.told(columns[server]?.[client] ?? 0);
  const [clientIds, serverIds] = [idLists(from.map(({ id }) => id)), idLists(to.map(({ id }) => id))];
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
    cells: cellsOf(from.length, to, clientIds, outcomeAt, pairs),
    reasons: [
      ...reasonsOf('ingress', to, from.length, clientIds, (server, client) => outcomeAt(client, server)?.ingress),
      ...reasonsOf('egress', from, to.length, serverIds, (client, server) => outcomeAt(client, server)?.egress),
    ],
  };
}

/** Whether two groups have no pair: who is outside is none with itself, nor is the only pod of a workload. */
function isNobody(from: Group<Client> | undefined, to: Group<Server> | undefined): boolean {
  if (from === OUTSIDE || to === OUTSIDE) return from === to;
  const [client, server] = [from?.members[0], to?.members[0]];
  return from?.members.length === 1 && to?.members.length === 1 && server?.client === client && client?.told.pods === 1;
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

/** For each group of servers the numbers of what becomes of the connections of each group of clients. */
function columnsOf(
  from: readonly Group<Client>[],
  to: readonly Group<Server>[],
  selves: ReadonlyMap<Server, number>,
  table: OutcomeTable,
): readonly Uint32Array[] {
  const kindsOfClients = from.map(kindsOf);
  return to.map((group) => {
    const [end] = group.members;
    const self = end === undefined ? undefined : selves.get(end);
    const kinds = kindsOf(group);
    const column = new Uint32Array(from.length);
    kindsOfClients.forEach((own, at) => {
      const isSelf = self !== undefined && end?.client === from[at]?.members[0];
      column[at] = isSelf ? self : between(own, kinds, table);
    });
    return column;
  });
}

/** The outcome of all connections of some kinds of clients to some kinds of servers. */
function between(clients: readonly Kind[], servers: readonly Kind[], { of, outcomes }: OutcomeTable): number {
  let all: number | undefined;
  for (const client of clients) {
    for (const server of servers) all = all === undefined ? of(client, server) : outcomes.both(all, of(client, server));
  }
  return all ?? 0;
}

type Kind = number | 'outside';

const OF_OUTSIDE: readonly Kind[] = ['outside'];

function kindsOf({ kinds }: Group<unknown>): readonly Kind[] {
  return kinds === 'outside' ? OF_OUTSIDE : kinds;
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
  clients: number,
  servers: readonly Group<Server>[],
  clientIds: IdLists,
  outcomeAt: (client: number, server: number) => Outcome | undefined,
  pairs: (client: number, server: number) => number,
): readonly MatrixCell[] {
  const found = new Map<MatrixVerdict, Map<readonly string[], MatrixCell & { readonly to: string[]; pairs: number }>>();
  const cells: MatrixCell[] = [];
  servers.forEach(({ id }, server) => {
    for (const [verdict, positions] of positionsBy(clients, (client) => outcomeAt(client, server)?.verdict)) {
      const alike = found.get(verdict) ?? new Map();
      found.set(verdict, alike);
      const from = clientIds(positions);
      const cell = alike.get(from) ?? { from, to: [], verdict, pairs: 0 };
      if (!alike.has(from)) cells.push(cell);
      alike.set(from, cell);
      cell.to.push(id);
      for (const client of positions) cell.pairs += pairs(client, server);
    }
  });
  return cells;
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
  subjects: readonly Group<unknown>[],
  peers: number,
  peerIds: IdLists,
  sideAt: (subject: number, peer: number) => Side | undefined,
): readonly MatrixReason[] {
  const found = new Map<Side, Map<readonly string[], MatrixReason & { readonly of: string[] }>>();
  const reasons: MatrixReason[] = [];
  subjects.forEach(({ id }, at) => {
    for (const [side, positions] of positionsBy(peers, (position) => sideAt(at, position))) {
      const alike = found.get(side) ?? new Map();
      found.set(side, alike);
      const own = peerIds(positions);
      const reason = alike.get(own) ?? { direction, of: [], peers: own, ...side };
      if (!alike.has(own)) reasons.push(reason);
      alike.set(own, reason);
      reason.of.push(id);
    }
  });
  return reasons;
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
