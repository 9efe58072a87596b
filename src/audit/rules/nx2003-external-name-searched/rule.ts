import { defineLookUpRule } from '../../look-up-rule.ts';

export default defineLookUpRule({
  code: 'NX2003',
  title: 'Name of the outside costs failed look-ups',
  severity: 'info',
  proof: 'assumed',
  subject: 'LookUp',
  reads: [],
  causes: [],
  check({ name, client, outcome, steps, wasted }) {
    const last = steps.at(-1);
    const isOutside = outcome === 'asked-upstream' || (outcome === 'resolved' && last?.domain === undefined);
    if (client.kind !== 'Pod' || wasted === 0 || !isOutside || !name.includes('.') || last?.domain !== undefined) return [];
    const evidence = [{ object: client, field: 'spec.dnsPolicy', says: 'kubelet gives it a search list and ndots:5' }] as const;
    return [{ subject: client, args: { name, wasted }, evidence }];
  },
  message: ({ name, wasted }) =>
    `${name} is asked for under ${wasted} search ${wasted === 1 ? 'domain' : 'domains'} of the cluster in vain before it is asked for as it stands`,
  remedy: ({ name }) => `End the name with a dot (${name}.), or lower ndots in dnsConfig of the pod, if the name is looked up often.`,
});
