import { adminPolicyProblems, networkPolicyProblems } from '../../../engines/policy/index.ts';
import { describeRef, refTo } from '../../../model/object-ref.ts';
import type { AdminPolicy } from '../../../model/resources/admin-policy.ts';
import type { NetworkPolicy } from '../../../model/resources/network-policy.ts';
import { existingField } from '../../facts/existing-field.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX5035',
  title: 'Policy that the API server would refuse',
  severity: 'error',
  proof: 'certain',
  subject: ['NetworkPolicy', 'ClusterNetworkPolicy', 'AdminNetworkPolicy', 'BaselineAdminNetworkPolicy'],
  reads: [],
  causes: [],
  check(policy, _cluster, kind) {
    const object = refTo(kind, policy.metadata);
    return problemsOf(kind, policy)
      .filter(({ strict }) => strict !== true)
      .map(({ field, says }) => ({
        args: { policy: describeRef(object), field, says },
        evidence: [{ object, field: existingField(policy, field), says }] as const,
      }));
  },
  // What is malformed says itself where it is.
  message: ({ field, says }) => `${says.startsWith(field) ? says : `${field}: ${says}`}: what it allows is not known`,
  remedy: ({ policy, field }) => `Correct ${field} of ${policy}.`,
});

function problemsOf(kind: 'NetworkPolicy' | Parameters<typeof adminPolicyProblems>[0], policy: NetworkPolicy | AdminPolicy) {
  if (isNetworkPolicy(policy)) return networkPolicyProblems(policy);
  return kind === 'NetworkPolicy' ? [] : adminPolicyProblems(kind, policy);
}

function isNetworkPolicy(policy: NetworkPolicy | AdminPolicy): policy is NetworkPolicy {
  return 'podSelector' in policy.spec;
}
