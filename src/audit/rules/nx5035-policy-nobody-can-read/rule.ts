import { networkPolicyProblems } from '../../../engines/policy/index.ts';
import { refTo } from '../../../model/object-ref.ts';
import { existingField } from '../../facts/existing-field.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX5035',
  title: 'Policy that the API server would refuse',
  severity: 'error',
  proof: 'certain',
  subject: 'NetworkPolicy',
  reads: [],
  causes: [],
  check(policy) {
    const { namespace = '', name } = policy.metadata;
    return networkPolicyProblems(policy)
      .filter(({ strict }) => strict !== true)
      .map(({ field, says }) => ({
        args: { namespace, name, field, says },
        evidence: [{ object: refTo('NetworkPolicy', policy.metadata), field: existingField(policy, field), says }] as const,
      }));
  },
  message: ({ field, says }) => `${field}: ${says}: what it allows is not known`,
  remedy: ({ namespace, name, field }) => `Correct ${field} of NetworkPolicy ${namespace}/${name}.`,
});
