import { nodeAgentsOf } from '../../engines/node-agents/index.ts';
import { podClasses, policiesOf } from '../../engines/policy/index.ts';
import { indexSnapshot } from '../../model/cluster-index.ts';
import { knownItems, type Scope } from '../../model/listing.ts';
import type { MatrixQuestion, MatrixReport, MatrixVerdict } from '../../model/matrix-report.ts';
import type { Pod } from '../../model/resources/pod.ts';
import type { ClusterSnapshot } from '../../model/snapshot.ts';
import { coverageOf } from '../coverage.ts';
import { enforcementOf } from '../path/enforcement.ts';
import { type Client, grouped, type Server } from './groups.ts';
import type { MatrixQuery } from './index.ts';
import { summaryOf } from './summary.ts';
import { outcomeTable, type ServedBy } from './table.ts';
import { portsOfServices, type ServedPort, servedPorts, type Workload, workloadsOf } from './workloads.ts';

/** Where nothing else was asked, connections to outside are judged on this port. */
const USUAL_OUTSIDE = { port: 443, protocol: 'TCP' } as const;

/** Judges the connections of a snapshot that was narrowed to what the question reads. */
export function matrixReport(query: MatrixQuery, scope: Scope, snapshot: ClusterSnapshot): MatrixReport {
  const cluster = indexSnapshot(snapshot);
  const listing = cluster.list('Pod', scope);
  const { port } = query;
  const question: MatrixQuestion = {
    ...(scope.namespace === undefined ? {} : { namespace: scope.namespace }),
    ...(port === undefined ? {} : { port }),
    protocol: query.protocol ?? (port === undefined ? 'any' : 'TCP'),
  };
  const outside = port === undefined ? USUAL_OUTSIDE : { port, protocol: query.protocol ?? 'TCP' };
  const enforcement = enforcementOf(cluster, nodeAgentsOf(cluster, { namespace: 'kube-system' }), query.assumeEnforced);

  const workloads = workloadsOf(knownItems(listing));
  const policies = policiesOf(cluster);
  const classes = podClasses(
    workloads.flatMap(({ pods }) => pods),
    policies,
  );
  const classOf = new Map(classes.flatMap(({ pods }, at) => pods.map((pod): [Pod, number] => [pod, at])));
  const ofServices = portsOfServices(cluster, scope);
  const portsOf = (workload: Workload): readonly ServedPort[] =>
    port === undefined
      ? servedPorts(workload, ofServices).filter((one) => query.protocol === undefined || one.protocol === query.protocol)
      : [{ ...outside, pods: workload.pods }];
  const ends = workloads.flatMap((workload) => portsOf(workload).map((served) => ({ workload, ...served })));
  const served = new Map<string, ServedBy>();
  for (const { pods, ...end } of ends) {
    for (const at of new Set(pods.map((pod) => classOf.get(pod) ?? -1))) {
      served.set(`${at} ${end.protocol} ${end.port}`, { at, port: end.port, protocol: end.protocol });
    }
  }
  const positions = new Map([...served.keys()].map((key, position) => [key, position]));
  const table = outcomeTable(policies, { classes, served: [...served.values()], outside, plugin: enforcement.habits });
  const clients = new Map(workloads.map((workload) => [workload, clientOf(workload)]));
  const servers = ends.flatMap(serverOf);
  const { cells, ...groups } = grouped({ clients: [...clients.values()], servers, outside }, table);
  const withPort = new Set(ends.map(({ workload }) => workload));
  const pairs: Record<MatrixVerdict, number> = { allowed: 0, denied: 0, unknown: 0, mixed: 0 };
  for (const cell of cells) pairs[cell.verdict] += cell.pairs;
  const told = {
    question,
    enforced: enforcement.enforced,
    workloads: workloads.length,
    pairs,
    ...groups,
    cells,
    withoutPort: workloads.filter((one) => !withPort.has(one)).map((one) => one.told),
  };
  const isOpen =
    cells.some(({ verdict }) => verdict === 'unknown') ||
    (enforcement.enforced === null && cells.some(({ verdict }) => verdict !== 'allowed'));
  return {
    apiVersion: 'netexplain/v1',
    kind: 'Matrix',
    outcome: listing.state === 'unknown' ? 'unknown' : isOpen || listing.state === 'partial' ? 'incomplete' : 'judged',
    summary: summaryOf(told, listing),
    ...told,
    findings: [],
    assumptions: [{ id: 'policies', says: enforcement.says }],
    coverage: coverageOf(snapshot, [], []),
  };

  function clientOf({ told: own, pods }: Workload): Client {
    const counted = new Map<number, { pods: number; kind: number }>();
    for (const pod of pods) {
      const at = classOf.get(pod) ?? -1;
      counted.set(at, { pods: (counted.get(at)?.pods ?? 0) + 1, kind: table.clients[at] ?? 0 });
    }
    return { told: own, classes: counted, kinds: sorted([...counted.values()].map(({ kind }) => kind)) };
  }

  function serverOf({ workload, pods, ...end }: (typeof ends)[number]): readonly Server[] {
    const client = clients.get(workload);
    if (client === undefined) return [];
    const kindOf = new Map(
      pods.map((pod) => {
        const at = classOf.get(pod) ?? -1;
        return [at, table.servers[positions.get(`${at} ${end.protocol} ${end.port}`) ?? -1] ?? 0];
      }),
    );
    return [{ told: { ...workload.told, ...end }, client, kindOf, kinds: sorted([...kindOf.values()]) }];
  }
}

function sorted(kinds: readonly number[]): readonly number[] {
  return [...new Set(kinds)].sort((a, b) => a - b);
}
