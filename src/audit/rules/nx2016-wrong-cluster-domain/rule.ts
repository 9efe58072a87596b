import { COREFILE, defineLookUpRule } from '../../look-up-rule.ts';

export default defineLookUpRule({
  code: 'NX2016',
  title: 'Name ends in another cluster domain',
  severity: 'warning',
  proof: 'likely',
  subject: 'LookUp',
  reads: [],
  causes: [],
  check({ name, clusterDomain, outcome, steps }) {
    const [, suffix = ''] = /\.svc\.([^.].*?)\.?$/i.exec(name) ?? [];
    if (outcome === 'resolved' || suffix === '' || suffix.toLowerCase() === clusterDomain.toLowerCase()) return [];
    if (!steps.some(({ evidence, by }) => by !== undefined || evidence.length > 0)) return [];
    const evidence = [{ object: COREFILE, field: 'data.Corefile', says: `its kubernetes plugin serves ${clusterDomain}` }] as const;
    return [{ subject: COREFILE, args: { name, suffix, domain: clusterDomain }, evidence }];
  },
  message: ({ name, suffix, domain }) => `${name} ends in ${suffix}, but the domain of this cluster is ${domain}`,
  remedy: ({ name, suffix, domain }) =>
    `Write ${String(name).replace(String(suffix), String(domain))}, or leave the domain out: SERVICE.NAMESPACE works in every cluster.`,
});
