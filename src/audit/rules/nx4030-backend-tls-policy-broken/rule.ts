import { nameOf, refTo } from '../../../model/object-ref.ts';
import { policyFaults } from '../../facts/tls-policy-faults.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX4030',
  title: 'BackendTLSPolicy that cannot be applied',
  severity: 'error',
  proof: 'certain',
  subject: 'BackendTLSPolicy',
  reads: ['Service', 'ConfigMap'],
  causes: [],
  check(policy, cluster) {
    const name = nameOf(refTo('BackendTLSPolicy', policy.metadata));
    return policyFaults(policy, cluster).map((one) =>
      'unjudged' in one ? one : { args: { policy: name, backend: one.about, why: one.why, effect: one.effect }, evidence: one.evidence },
    );
  },
  message: ({ why, effect }) => `${why}: ${effect}`,
  remedy: ({ policy, backend }) => `Correct ${backend} in BackendTLSPolicy ${policy}, or what it names.`,
});
