import { COREFILE, defineLookUpRule } from '../../look-up-rule.ts';

const OVERRIDING: ReadonlySet<string> = new Set(['hosts', 'rewrite', 'template']);

export default defineLookUpRule({
  code: 'NX2015',
  title: 'Corefile answers the name by itself',
  severity: 'info',
  proof: 'certain',
  subject: 'LookUp',
  reads: [],
  causes: [],
  check({ name, steps }) {
    const step = steps.find(({ found, by }) => found || by?.plugin === 'rewrite');
    if (step?.by === undefined || !OVERRIDING.has(step.by.plugin)) return [];
    const { plugin, line } = step.by;
    const evidence = [{ object: COREFILE, field: 'data.Corefile', says: `line ${line}` }] as const;
    return [{ subject: COREFILE, args: { name, asked: step.name ?? '', plugin, line }, evidence }];
  },
  message: ({ name, asked, plugin, line }) =>
    `${name} is decided by plugin ${plugin} in line ${line} of the Corefile (${asked}), whatever Services there are`,
  remedy: ({ plugin, line }) =>
    `Look at ${plugin} in line ${line} of the Corefile in ConfigMap kube-system/coredns if the answer is not the one you expect.`,
});
