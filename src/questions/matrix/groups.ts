import { groupBy } from '../../audit/facts/group-by.ts';
import type { MatrixCell, MatrixClients, MatrixEnd, MatrixReason, MatrixServers, MatrixWorkload } from '../../model/matrix-report.ts';
import type { Outcome } from './outcomes.ts';
import type { OutcomeTable } from './table.ts';

/** A workload as a client: its pods by their classes, and the kinds of these. */
export interface Client {
  readonly told: MatrixWorkload;
  /** For each class of its pods: how many there are, and its kind as a client. */
  readonly classes: ReadonlyMap<number, { readonly pods: number; readonly kind: number }>;
  readonly kinds: readonly number[];
}

/** A port of a workload: the classes of the pods that serve it, and the kinds of these as servers. */
export interface Server {
  readonly told: MatrixEnd;
  readonly client: Client;
  /** The kind of each class that serves the port. */
  readonly kindOf: ReadonlyMap<number, number>;
  readonly kinds: readonly number[];
}

/** Groups of clients and servers that fare alike, and what becomes of the connections between them. */
export interface Grouped {
  readonly clients: readonly MatrixClients[];
  readonly servers: readonly MatrixServers[];
  readonly cells: readonly MatrixCell[];
}

/** A group as it is put together. */
interface Group<T> {
  readonly id: string;
  readonly kinds: readonly number[] | 'outside';
  readonly members: readonly T[];
}

/** Puts those together that fare alike, and tells what becomes of each group's connections to each. */
export function grouped(
  clients: readonly Client[],
  servers: readonly Server[],
  outside: MatrixServers['outside'] & object,
  table: OutcomeTable,
): Grouped {
  const selves = new Map(servers.map((server) => [server, selfOutcome(server, table)]));
  const apart = new Set(servers.filter((server) => selves.get(server) !== undefined).map(({ client }) => client));
  const from: readonly Group<Client>[] = [
    ...groupsOf('c', clients, (client, at) => (apart.has(client) ? `${client.kinds} ${at}` : `${client.kinds}`)),
    { id: 'outside', kinds: 'outside', members: [] },
  ];
  const to: readonly Group<Server>[] = [
    ...groupsOf('s', servers, (server, at) => (selves.get(server) === undefined ? `${server.kinds}` : `${server.kinds} ${at}`)),
    { id: 'outside', kinds: 'outside', members: [] },
  ];
  const sizes = new Map(from.map((group) => [group, new Set(group.members)]));
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
    cells: to.flatMap((server) => cellsTo(server)),
  };

  function cellsTo(server: Group<Server>): readonly MatrixCell[] {
    const asked = from.filter(({ kinds }) => kinds !== 'outside' || server.kinds !== 'outside');
    const judged = asked.map((group) => ({ group, outcome: outcomeBetween(group, server) }));
    return [...groupBy(judged, ({ outcome }) => outcome.key).values()].flatMap((alike): readonly MatrixCell[] => {
      const [first] = alike;
      if (first === undefined) return [];
      const { verdict, reasons } = first.outcome;
      const pairs = alike.reduce((sum, { group }) => sum + pairsOf(group, server), 0);
      return [{ from: alike.map(({ group }) => group.id), to: server.id, verdict, pairs, reasons }];
    });
  }

  function outcomeBetween(group: Group<Client>, server: Group<Server>) {
    const [end] = server.members;
    const self = end === undefined || group.members[0] !== end.client ? undefined : selves.get(end);
    return self ?? merged(numbersBetween(group.kinds, server.kinds, table), table);
  }

  function pairsOf(group: Group<Client>, { members }: Group<Server>): number {
    const alone = members.filter(({ client }) => client.told.pods === 1 && sizes.get(group)?.has(client)).length;
    return group.members.length * members.length - alone;
  }
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

type Kinds = Group<unknown>['kinds'];

function numbersBetween(clients: Kinds, servers: Kinds, table: OutcomeTable): readonly number[] {
  const [from, to] = [clients, servers].map((kinds): readonly (number | 'outside')[] => (kinds === 'outside' ? ['outside'] : kinds));
  return (from ?? []).flatMap((client) => (to ?? []).map((server) => table.of(client, server)));
}

/** One outcome of several, with a key for those that are told alike. */
interface Told extends Outcome {
  readonly key: string;
}

function merged(numbers: readonly number[], { outcomes }: OutcomeTable): Told {
  const distinct = [...new Set(numbers)].sort((a, b) => a - b);
  const all = distinct.flatMap((number) => outcomes[number] ?? []);
  const [first, ...others] = all.map(({ verdict }) => verdict);
  const verdict = others.every((one) => one === first) ? (first ?? 'allowed') : 'mixed';
  const reasons = new Map(all.flatMap((one) => one.reasons).map((reason): [string, MatrixReason] => [JSON.stringify(reason), reason]));
  return { key: `${distinct}`, verdict, reasons: [...reasons.values()] };
}

/**
 * What becomes of connections between the pods of one workload, where that is not the same as between any pods of these kinds: a pod that
 * is the only one of its kind does not connect to itself.
 */
function selfOutcome({ client, kindOf, kinds }: Server, table: OutcomeTable): Told | undefined {
  if (client.kinds.length === 1 && kinds.length === 1) return undefined;
  const numbers = [...client.classes].flatMap(([from, { pods, kind: own }]) =>
    [...kindOf].flatMap(([to, kind]) => (from === to && pods === 1 ? [] : [table.of(own, kind)])),
  );
  const [self, any] = [merged(numbers, table), merged(numbersBetween(client.kinds, kinds, table), table)];
  return self.key === any.key ? undefined : self;
}
