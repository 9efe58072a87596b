import { nodeAgentsOf } from '../../engines/node-agents/index.ts';
import { ADMIN_KINDS, policiesOf, policyNeeds } from '../../engines/policy/index.ts';
import { indexSnapshot } from '../../model/cluster-index.ts';
import { knownItems, type Need, type Scope } from '../../model/listing.ts';
import type { MatrixReport } from '../../model/matrix-report.ts';
import type { ClusterSnapshot } from '../../model/snapshot.ts';
import type { Protocol } from '../../model/values/port.ts';
import { enforcementOf } from '../path/enforcement.ts';
import { askedBy, type ReadingPlan, restrict } from '../reading-plan.ts';
import { matrixReport } from './report.ts';

/** Whose connections to judge: those between the workloads of a namespace (`default` when left out) or of all. */
export interface MatrixQuery {
  readonly namespace?: string;
  readonly allNamespaces?: boolean;
  /** The port of every server; left out, each is asked about the ports that its containers and Services declare. */
  readonly port?: number;
  /** With a port: TCP when left out. Without: all protocols when left out. */
  readonly protocol?: Protocol;
  /** Whether something in the cluster enforces NetworkPolicies. */
  readonly assumeEnforced?: 'yes' | 'no';
}

/** What the matrix reads: pods, what decides about them, and what tells who enforces that. */
export function* matrixPlan(query: MatrixQuery): ReadingPlan {
  const { namespace } = scopeOf(query);
  const scope = namespace === undefined ? {} : { namespace };
  const policies = policyNeeds([namespace ?? '']);
  const cluster = yield [
    { kind: 'Pod', ...scope },
    ...(query.port === undefined ? [{ kind: 'Service', ...scope } as const] : []),
    ...(namespace === undefined ? policies.map(({ kind }): Need => ({ kind })) : policies),
    { kind: 'Namespace', only: 'metadata', ...(namespace === undefined ? {} : { name: namespace }) },
  ];
  const known = policiesOf(cluster);
  if (
    knownItems(cluster.list('Pod', scope)).some(({ spec }) => spec.hostNetwork) &&
    ADMIN_KINDS.some((kind) => known.admin(kind).items.length > 0)
  ) {
    yield [{ kind: 'Node', only: 'metadata' }];
  }
  yield* askedBy((index) => void enforcementOf(index, nodeAgentsOf(index, SYSTEM), query.assumeEnforced));
}

const SYSTEM: Scope = { namespace: 'kube-system' };

/**
 * Judges, by the policies of both ends, who may connect to whom among the workloads of a namespace or of all: class by class of pods that no
 * policy tells apart, and told in groups of workloads that fare alike.
 */
export function matrix(cluster: ClusterSnapshot, query: MatrixQuery = {}): MatrixReport {
  const snapshot = restrict(indexSnapshot(cluster), matrixPlan(query));
  return matrixReport(query, scopeOf(query), snapshot);
}

function scopeOf({ namespace = 'default', allNamespaces = false }: MatrixQuery): Scope {
  return allNamespaces ? {} : { namespace };
}
