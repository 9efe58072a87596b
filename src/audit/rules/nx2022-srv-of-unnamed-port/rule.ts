import { defineLookUpRule } from '../../look-up-rule.ts';

export default defineLookUpRule({
  code: 'NX2022',
  title: 'SRV record of a port that the Service does not name',
  severity: 'warning',
  proof: 'certain',
  subject: 'LookUp',
  reads: [],
  causes: [],
  check({ name, type, steps }) {
    if (type !== 'SRV' || !name.startsWith('_')) return [];
    const step = steps.find(({ found, evidence }) => !found && evidence.some(({ field }) => field === 'spec.ports'));
    const [first, ...others] = step?.evidence ?? [];
    if (step === undefined || first === undefined) return [];
    return [{ subject: first.object, args: { name, says: step.says }, evidence: [first, ...others] as const }];
  },
  message: ({ name, says }) => `${name} has no SRV record: ${says}`,
  remedy: () => 'Give the port of the Service that name and protocol, or ask for one that it has.',
});
