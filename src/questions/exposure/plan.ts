import type { Rule } from '../../audit/rule.ts';
import { nodeAgentsOf } from '../../engines/node-agents/index.ts';
import { ADMIN_KINDS, allPolicyNeeds } from '../../engines/policy/index.ts';
import { ONE_BY_ONE, proxyConfigMapOf, slicesOf, whySkipped } from '../../engines/service/index.ts';
import type { InventoryName } from '../../model/exposure-report.ts';
import { gapsOf, knownItems, type Need, type Scope } from '../../model/listing.ts';
import { auditReadingPlan } from '../audit/plan.ts';
import type { AuditSelection } from '../audit/subjects.ts';
import { askedBy, type ReadingPlan, together } from '../reading-plan.ts';
import { routesPlan } from './routes.ts';

/** What an inventory reads: each kind once, for the namespace or for the cluster, and what its findings look at. */
export function exposureReadingPlan(inventory: InventoryName, rules: readonly Rule[], selection: AuditSelection): ReadingPlan {
  const routes = inventory === 'exposure' ? [routesPlan(scopeOf(selection))] : [];
  return together([inventoryPlan(selection), auditReadingPlan(rules, selection), ...routes]);
}

/** Where the agents of nodes are looked for: everywhere, or where every cluster has them. */
export function agentScope({ namespace }: AuditSelection): Scope {
  return namespace === undefined ? {} : { namespace: 'kube-system' };
}

/** The scope of what is listed. */
export function scopeOf({ namespace }: AuditSelection): Scope {
  return namespace === undefined ? {} : { namespace };
}

/** The labels of namespaces, by which administrators' policies select pods. */
function namespacesOf({ namespace }: AuditSelection): Need {
  return { kind: 'Namespace', only: 'metadata', ...(namespace === undefined ? {} : { name: namespace }) };
}

function* inventoryPlan(selection: AuditSelection): ReadingPlan {
  const scope = scopeOf(selection);
  const cluster = yield [
    { kind: 'Service', ...scope },
    { kind: 'EndpointSlice', ...scope },
    { kind: 'Pod', ...scope },
    { kind: 'Node' },
    { kind: 'DaemonSet', ...agentScope(selection) },
    { kind: 'ConfigMap', namespace: 'kube-system', name: 'kube-proxy' },
    ...allPolicyNeeds(selection.namespace),
  ];
  const isNamespaceSelected = ADMIN_KINDS.some((kind) => knownItems(cluster.list(kind)).length > 0);
  const services = knownItems(cluster.list('Service', scope)).filter((service) => whySkipped(service) === undefined);
  const fallback = services
    .filter((service) => gapsOf(slicesOf(service, cluster)).some((gap) => gap.reason === 'not-served'))
    .map(({ metadata: { namespace = '', name } }): Need => ({ kind: 'Endpoints', namespace, name }));
  yield [
    ...(fallback.length > ONE_BY_ONE ? [{ kind: 'Endpoints', ...scope } as const] : fallback),
    ...(isNamespaceSelected ? [namespacesOf(selection)] : []),
  ];
  yield* askedBy((index) => {
    proxyConfigMapOf(index);
    nodeAgentsOf(index, agentScope(selection));
  });
}
