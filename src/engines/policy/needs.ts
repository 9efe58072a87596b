import { KINDS } from '../../model/kind.ts';
import type { Need } from '../../model/listing.ts';
import { MESH, MESH_NAMESPACE } from './others.ts';
import { ADMIN_KINDS, OTHER_KINDS, type Policies } from './policies.ts';

const OF_NAMESPACES = OTHER_KINDS.filter((kind) => KINDS[kind].namespaced);
const OF_THE_CLUSTER = OTHER_KINDS.filter((kind) => !KINDS[kind].namespaced);

/** All policies that may be about pods of some namespaces: those of the namespaces, of the namespace of a mesh, and of the whole cluster. */
export function policyNeeds(namespaces: readonly string[]): readonly Need[] {
  return [
    ...[...new Set(namespaces)].flatMap((namespace) => (['NetworkPolicy', ...OF_NAMESPACES] as const).map((kind) => ({ kind, namespace }))),
    ...[...MESH].map((kind) => ({ kind, namespace: MESH_NAMESPACE })),
    ...[...ADMIN_KINDS, ...OF_THE_CLUSTER].map((kind) => ({ kind })),
  ];
}

/** Whether there are policies, of whatever maker, that might be about a pod of a namespace; also where not all of them could be read. */
export function mayHavePolicies(namespace: string, policies: Policies): boolean {
  const known = [
    policies.networkPolicies(namespace),
    ...ADMIN_KINDS.map((kind) => policies.admin(kind)),
    ...OF_NAMESPACES.map((kind) => policies.others(kind, namespace)),
    ...[...MESH].map((kind) => policies.others(kind, MESH_NAMESPACE)),
    ...OF_THE_CLUSTER.map((kind) => policies.others(kind, undefined)),
  ];
  return known.some(({ items, gaps }) => items.length > 0 || gaps.length > 0);
}
