import type { Metadata } from './metadata.ts';

/** What may be done with which resources; `*` stands for any. With `resourceNames`, only objects of these names. */
export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
}

/** A rbac.authorization.k8s.io/v1 Role, for its namespace, or ClusterRole, for whatever it is bound to. */
export interface Role {
  readonly metadata: Metadata;
  readonly rules: readonly PolicyRule[];
}

/** Who is given a role: a user, a group, or a service account. `namespace` is that of a service account. */
export interface RoleSubject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** A rbac.authorization.k8s.io/v1 RoleBinding, for its namespace, or ClusterRoleBinding, for all of the cluster. */
export interface RoleBinding {
  readonly metadata: Metadata;
  readonly roleRef: { readonly kind: string; readonly name: string };
  readonly subjects: readonly RoleSubject[];
}
