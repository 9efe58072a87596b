import type { MatrixClients, MatrixReason, MatrixReport, MatrixServers, MatrixVerdict } from '../model/matrix-report.ts';
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
export function* renderMatrixCsv({ clients, servers, cells, reasons }: MatrixReport): Generator<string> {
  yield csvText([COLUMNS]);
  const clientOf = new Map(clients.map((group) => [group.id, group]));
  const known = reasons.map((reason) => ({ reason, of: new Set(reason.of), peers: new Set(reason.peers) }));
  for (const server of servers) {
    const about = known.filter(({ reason: { direction }, of, peers }) => (direction === 'ingress' ? of : peers).has(server.id));
    for (const { from, verdict } of cells.filter(({ to }) => to.includes(server.id))) {
      for (const id of from) {
        const client = clientOf.get(id);
        const why = about.filter(({ reason: { direction }, of, peers }) => (direction === 'ingress' ? peers : of).has(id));
        if (client === undefined) continue;
        yield csvText(
          linesOf(
            client,
            server,
            verdict,
            why.map(({ reason }) => reason),
          ),
        );
      }
    }
  }
}

const OUTSIDE = { kind: 'outside', namespace: '', name: '', pods: 0 };

function linesOf(
  from: MatrixClients,
  to: MatrixServers,
  verdict: MatrixVerdict,
  reasons: readonly MatrixReason[],
): readonly (readonly string[])[] {
  const why = [verdict, unique(reasons.flatMap(policiesOf)), unique(reasons.flatMap(({ doubts }) => doubts))];
  const clients = from.outside === true ? [OUTSIDE] : from.workloads;
  const servers = to.outside === undefined ? to.ends : [{ ...OUTSIDE, ...to.outside }];
  return clients.flatMap(({ kind, namespace, name, pods }) =>
    servers
      .filter((end) => pods !== 1 || end.kind !== kind || end.namespace !== namespace || end.name !== name)
      .map((end) => [kind, namespace, name, end.kind, end.namespace, end.name, `${end.port}`, end.protocol, ...why]),
  );
}

function policiesOf({ decidedBy }: MatrixReason): readonly string[] {
  return decidedBy.map(({ policy, rule }) => (rule === undefined ? describeRef(policy) : `${describeRef(policy)} ${rule}`));
}

function unique(words: readonly string[]): string {
  return [...new Set(words)].join('; ');
}
