import { defineLookUpRule } from '../../look-up-rule.ts';

/** Top-level domains under which names of the outside commonly are. */
const TOP_LEVEL = new Set([
  'com',
  'org',
  'net',
  'io',
  'dev',
  'app',
  'cloud',
  'ai',
  'co',
  'info',
  'de',
  'uk',
  'eu',
  'us',
  'cn',
  'jp',
  'fr',
  'nl',
]);

export default defineLookUpRule({
  code: 'NX2002',
  title: 'Search list captures a name of the outside',
  severity: 'warning',
  proof: 'likely',
  subject: 'LookUp',
  reads: [],
  causes: [],
  check({ name, namespace, clusterDomain, steps }) {
    const step = steps.find(({ found }) => found);
    const labels = name.toLowerCase().replace(/\.$/, '').split('.');
    const last = labels.at(-1) ?? '';
    const [first, ...others] = step?.evidence ?? [];
    if (step?.domain === undefined || first === undefined || labels.length < 2 || name.endsWith('.')) return [];
    const isOwn = step.domain === `${namespace}.svc.${clusterDomain}`;
    if (!isOwn && !TOP_LEVEL.has(last)) return [];
    return [
      { subject: first.object, args: { name, became: step.name ?? '', domain: step.domain ?? '' }, evidence: [first, ...others] as const },
    ];
  },
  message: ({ name, became, domain }) =>
    `${name} becomes ${became}, a name of the cluster, before it is asked for as it stands: the search domain ${domain} captures it`,
  remedy: ({ name }) => `End the name with a dot (${name}.), or lower ndots in dnsConfig of the pod.`,
});
