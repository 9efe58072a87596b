import { refTo } from '../../../model/object-ref.ts';
import { isMalformed } from '../../../model/values/malformed.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX5011',
  title: 'Default deny in effect',
  severity: 'info',
  proof: 'certain',
  subject: 'NetworkPolicy',
  reads: [],
  auditOnly: true,
  causes: [],
  check({ metadata, spec }) {
    const { podSelector, policyTypes, ingress, egress } = spec;
    if (isMalformed(podSelector) || isMalformed(policyTypes) || podSelector.length > 0) return [];
    const isEmpty = (rules: typeof ingress | typeof egress) => !isMalformed(rules) && rules.length === 0;
    const closed = [
      ...(policyTypes.includes('Ingress') && isEmpty(ingress) ? ['ingress'] : []),
      ...(policyTypes.includes('Egress') && isEmpty(egress) ? ['egress'] : []),
    ];
    if (closed.length === 0) return [];
    const shown = {
      object: refTo('NetworkPolicy', metadata),
      field: 'spec.policyTypes',
      value: policyTypes.join(', '),
      says: 'there are no rules for it',
    };
    return [{ args: { namespace: metadata.namespace ?? '', directions: closed.join(' and ') }, evidence: [shown] }];
  },
  message: ({ namespace, directions }) =>
    `every pod of namespace ${namespace} is closed for ${directions} but for what other policies allow`,
  remedy: ({ namespace }) => `Nothing is wrong: whatever is new in namespace ${namespace} needs a policy that lets it through.`,
});
