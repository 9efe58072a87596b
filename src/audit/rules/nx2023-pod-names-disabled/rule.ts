import { COREFILE, defineLookUpRule } from '../../look-up-rule.ts';

export default defineLookUpRule({
  code: 'NX2023',
  title: 'Name of a pod by its address, which the Corefile has disabled',
  severity: 'warning',
  proof: 'certain',
  subject: 'LookUp',
  reads: [],
  causes: [],
  check({ name, steps }) {
    const step = steps.find(({ says }) => says === 'the Corefile has names of pods disabled');
    if (step === undefined || !/^\d+-\d+-\d+-\d+\.[^.]+\.pod(\.|$)/i.test(name)) return [];
    const evidence = [
      { object: COREFILE, field: 'data.Corefile', says: 'its kubernetes plugin has no line pods, or pods disabled' },
    ] as const;
    return [{ subject: COREFILE, args: { name }, evidence }];
  },
  message: ({ name }) => `${name} is the name of a pod by its address, and the Corefile has such names disabled`,
  remedy: () => 'Use the address itself, a Service, or a name by hostname and subdomain; or set pods verified in the Corefile.',
});
