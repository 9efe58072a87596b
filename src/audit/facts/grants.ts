import type { ClusterIndex } from '../../model/cluster-index.ts';
import { gapsOf, knownItems, type Listing } from '../../model/listing.ts';
import { type ObjectRef, refTo } from '../../model/object-ref.ts';
import type { PolicyRule, RoleBinding } from '../../model/resources/rbac.ts';

/** A binding, and the rules that it gives its subjects. */
export interface Grant {
  readonly ref: ObjectRef;
  readonly binding: RoleBinding;
  readonly rules: readonly PolicyRule[];
}

/** One right, as RBAC asks for it. `group` '' is the core group; without `name`, on every object. */
export interface Right {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly name?: string;
}

/** What ClusterRoleBindings give, in every namespace; with one, also what RoleBindings give there. A role that does not exist gives nothing. */
export function grants(cluster: ClusterIndex, namespace?: string): Listing<Grant> {
  const bindings = [
    { kind: 'ClusterRoleBinding' as const, listing: cluster.list('ClusterRoleBinding') },
    ...(namespace === undefined ? [] : [{ kind: 'RoleBinding' as const, listing: cluster.list('RoleBinding', { namespace }) }]),
  ];
  const found = bindings.flatMap(({ kind, listing }) =>
    knownItems<RoleBinding>(listing).map((binding) => ({ ref: refTo(kind, binding.metadata), binding, role: roleOf(binding, cluster) })),
  );
  const items = found.flatMap(({ role, ...one }) => (role.state === 'found' ? [{ ...one, rules: role.item.rules }] : []));
  const gaps = [
    ...bindings.flatMap(({ listing }) => gapsOf(listing)),
    ...found.flatMap(({ role }) => (role.state === 'unknown' ? role.gaps : [])),
  ];
  return gaps.length === 0 ? { state: 'complete', items } : { state: 'partial', items, gaps };
}

function roleOf({ roleRef, metadata }: RoleBinding, cluster: ClusterIndex) {
  return roleRef.kind === 'Role' ? cluster.get('Role', roleRef.name, metadata.namespace) : cluster.get('ClusterRole', roleRef.name);
}

/**
 * Whether a rule gives a right. One on objects by name gives none on all of them.
 * Source: kubernetes plugin/pkg/auth/authorizer/rbac/rbac.go, RuleAllows (1.36).
 */
export function allows({ verbs, apiGroups, resources, resourceNames }: PolicyRule, { verb, group, resource, name }: Right): boolean {
  const has = (listed: readonly string[], wanted: string) => listed.includes('*') || listed.includes(wanted);
  const named = resourceNames.length === 0 || (name !== undefined && resourceNames.includes(name));
  return has(verbs, verb) && has(apiGroups, group) && has(resources, resource) && named;
}
