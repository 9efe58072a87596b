import { DNS_SERVICE_SCOPE } from '../../../engines/dns/index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { nameOf } from '../../../model/object-ref.ts';
import type { RoleSubject } from '../../../model/resources/rbac.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { allows, type Grant, grants } from '../../facts/grants.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX2025',
  title: 'Who can rewrite DNS',
  severity: 'info',
  proof: 'assumed',
  subject: 'ConfigMap',
  reads: ['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'],
  wholeKinds: ['ClusterRole', 'ClusterRoleBinding'],
  causes: [],
  check({ metadata }, cluster) {
    const { name, namespace = '' } = metadata;
    if (namespace !== DNS_SERVICE_SCOPE.namespace || name !== 'coredns') return [];
    const all = grants(cluster, namespace);
    const given = knownItems(all).filter((grant) => !isBuiltIn(grant) && mayChange(grant, name));
    const who = [...new Set(given.flatMap(({ binding }) => binding.subjects.map(describeSubject)))].sort();
    const [first, ...more] = given.filter(({ binding }) => binding.subjects.length > 0).map(evidenceOf);
    const gaps = gapsOf(all);
    const missing = gaps.length === 0 ? [] : unjudged(gaps);
    if (first === undefined) return missing;
    return [{ args: { who: enumerate(who), count: who.length }, evidence: [first, ...more] as const }, ...missing];
  },
  message: ({ who }) => `besides Kubernetes' own accounts, these may change it, and with it what every name in the cluster means: ${who}`,
  remedy: () => 'Take the right to update configmaps in kube-system from those who do not need it.',
});

/** Kubernetes gives itself these when it starts, and sets them right again. */
function isBuiltIn({ binding }: Grant): boolean {
  return binding.metadata.labels['kubernetes.io/bootstrapping'] === 'rbac-defaults';
}

function mayChange({ rules }: Grant, name: string): boolean {
  return ['update', 'patch'].some((verb) => rules.some((rule) => allows(rule, { verb, group: '', resource: 'configmaps', name })));
}

function describeSubject({ kind, name, namespace }: RoleSubject): string {
  return `${kind} ${nameOf(namespace === undefined ? { name } : { namespace, name })}`;
}

function evidenceOf({ ref, binding }: Grant): Evidence {
  const says = `gives ${binding.roleRef.kind} ${binding.roleRef.name}, which allows it, to ${enumerate(binding.subjects.map(describeSubject))}`;
  return { object: ref, field: 'subjects', says };
}
