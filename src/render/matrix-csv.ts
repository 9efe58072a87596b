import type { MatrixCell, MatrixClients, MatrixReason, MatrixReport, MatrixServers } from '../model/matrix-report.ts';
import { describeRef } from '../model/object-ref.ts';
import { csvText } from './csv.ts';

const COLUMNS = [
  'fromKind',
  'fromNamespace',
  'from',
  'toKind',
  'toNamespace',
  'to',
  'port',
  'protocol',
  'verdict',
  'policies',
  'doubts',
] as const;

/**
 * A matrix as CSV with a header: a line for each pair of a workload and a workload's port, part by part, since there may be very many. Whoever
 * is outside the cluster has the kind `outside` and no name. Several policies in a cell are parted by semicolons.
 */
export function* renderMatrixCsv({ clients, servers, cells }: MatrixReport): Generator<string> {
  yield csvText([COLUMNS]);
  const [clientOf, serverOf] = [byId(clients), byId(servers)];
  for (const cell of cells) {
    const to = serverOf.get(cell.to);
    for (const id of cell.from) {
      const from = clientOf.get(id);
      if (from !== undefined && to !== undefined) yield csvText(linesOf(from, to, cell));
    }
  }
}

function byId<T extends { readonly id: string }>(groups: readonly T[]): ReadonlyMap<string, T> {
  return new Map(groups.map((group) => [group.id, group]));
}

function linesOf(from: MatrixClients, to: MatrixServers, { verdict, reasons }: MatrixCell): readonly (readonly string[])[] {
  const why = [verdict, unique(reasons.flatMap(policiesOf)), unique(reasons.flatMap(({ doubts }) => doubts))];
  const clients = from.outside === true ? [OUTSIDE] : from.workloads;
  const servers = to.outside === undefined ? to.ends : [{ ...OUTSIDE, ...to.outside }];
  return clients.flatMap((client) =>
    servers
      .filter(
        (server) =>
          !(client.pods === 1 && client.kind === server.kind && client.namespace === server.namespace && client.name === server.name),
      )
      .map((server) => [
        ...[client.kind, client.namespace, client.name, server.kind, server.namespace, server.name],
        ...[`${server.port}`, server.protocol, ...why],
      ]),
  );
}

const OUTSIDE = { kind: 'outside', namespace: '', name: '', pods: 0 };

function policiesOf({ decidedBy }: MatrixReason): readonly string[] {
  return decidedBy.map(({ policy, rule }) => (rule === undefined ? describeRef(policy) : `${describeRef(policy)} ${rule}`));
}

function unique(words: readonly string[]): string {
  return [...new Set(words)].join('; ');
}
