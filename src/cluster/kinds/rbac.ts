import type { PolicyRule, Role, RoleBinding, RoleSubject } from '../../model/resources/rbac.ts';
import { metadataOf, present, type RawReader } from './raw.ts';

/** A rbac.authorization.k8s.io/v1 Role or ClusterRole. */
export function roleOf(raw: RawReader): Role {
  return { metadata: metadataOf(raw), rules: raw.objects('rules').map(policyRuleOf) };
}

/** A rbac.authorization.k8s.io/v1 RoleBinding or ClusterRoleBinding. */
export function roleBindingOf(raw: RawReader): RoleBinding {
  const roleRef = raw.object('roleRef');
  return {
    metadata: metadataOf(raw),
    roleRef: { kind: roleRef.text('kind') ?? '', name: roleRef.text('name') ?? '' },
    subjects: raw.objects('subjects').map(subjectOf),
  };
}

function policyRuleOf(raw: RawReader): PolicyRule {
  return {
    verbs: raw.texts('verbs'),
    apiGroups: raw.texts('apiGroups'),
    resources: raw.texts('resources'),
    resourceNames: raw.texts('resourceNames'),
  };
}

function subjectOf(raw: RawReader): RoleSubject {
  return present({ kind: raw.text('kind') ?? '', name: raw.text('name') ?? '', namespace: raw.text('namespace') });
}
