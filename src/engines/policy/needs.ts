import { KINDS } from '../../model/kind.ts';
import type { Need } from '../../model/listing.ts';
import { ADMIN_KINDS, OTHER_KINDS } from './policies.ts';

/**
 * All policies that may be about pods of some namespaces: those of the namespaces, and those of the whole cluster. The namespace of a mesh
 * is asked only where a pod may be in one.
 */
export function policyNeeds(namespaces: readonly string[]): readonly Need[] {
  const namespaced = ['NetworkPolicy' as const, ...OTHER_KINDS.filter((kind) => KINDS[kind].namespaced)];
  const clusterWide = [...ADMIN_KINDS, ...OTHER_KINDS.filter((kind) => !KINDS[kind].namespaced)];
  return [
    ...[...new Set(namespaces)].flatMap((namespace) => namespaced.map((kind) => ({ kind, namespace }))),
    ...clusterWide.map((kind) => ({ kind })),
  ];
}
