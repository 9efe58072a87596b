import { KINDS } from '../../model/kind.ts';
import type { Need } from '../../model/listing.ts';
import { MESH, MESH_NAMESPACE } from './others.ts';
import { ADMIN_KINDS, OTHER_KINDS } from './policies.ts';

/** All policies that may be about pods of some namespaces: those of the namespaces, of the namespace of the mesh, and of the whole cluster. */
export function policyNeeds(namespaces: readonly string[]): readonly Need[] {
  const namespaced = ['NetworkPolicy' as const, ...OTHER_KINDS.filter((kind) => KINDS[kind].namespaced)];
  const clusterWide = [...ADMIN_KINDS, ...OTHER_KINDS.filter((kind) => !KINDS[kind].namespaced)];
  return [
    ...[...new Set(namespaces)].flatMap((namespace) => namespaced.map((kind) => ({ kind, namespace }))),
    ...[...MESH].map((kind) => ({ kind, namespace: MESH_NAMESPACE })),
    ...clusterWide.map((kind) => ({ kind })),
  ];
}
