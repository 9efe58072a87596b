import { refTo } from '../../../model/object-ref.ts';
import { isMalformed } from '../../../model/values/malformed.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX5010',
  title: 'Rules of a policy have no effect',
  severity: 'warning',
  proof: 'certain',
  subject: 'NetworkPolicy',
  reads: [],
  causes: [],
  check({ metadata, spec }) {
    const { policyTypes } = spec;
    if (isMalformed(policyTypes)) return [];
    const sides = [
      { rules: spec.ingress, field: 'ingress', type: 'Ingress' },
      { rules: spec.egress, field: 'egress', type: 'Egress' },
    ] as const;
    return sides
      .filter(({ rules, type }) => !isMalformed(rules) && rules.length > 0 && !policyTypes.includes(type))
      .map(({ field, type }) => {
        const object = refTo('NetworkPolicy', metadata);
        const shown = { object, field: 'spec.policyTypes', value: policyTypes.join(', '), says: `${type} is not among them` };
        const ignored = { object, field: `spec.${field}`, says: 'these rules are not looked at' };
        return { args: { namespace: metadata.namespace ?? '', name: metadata.name, field, type }, evidence: [shown, ignored] as const };
      });
  },
  message: ({ field, type }) => `its ${field} rules have no effect: policyTypes does not name ${type}`,
  remedy: ({ namespace, name, field, type }) =>
    `Add ${type} to spec.policyTypes of NetworkPolicy ${namespace}/${name}, or take spec.${field} away.`,
});
