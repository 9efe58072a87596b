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
  title: 'Search list captures a name',
  severity: 'warning',
  proof: 'likely',
  subject: 'LookUp',
  reads: ['Service'],
  causes: [],
  check({ name, namespace, clusterDomain, steps }, cluster) {
    const step = steps.find(({ found }) => found);
    const labels = name.toLowerCase().split('.');
    const [first, ...others] = step?.evidence ?? [];
    if (step?.domain === undefined || first === undefined || labels.length < 2 || name.endsWith('.')) return [];
    const hit = (instead: string) => ({
      subject: first.object,
      args: { name, became: step.name ?? '', domain: step.domain ?? '', instead },
      evidence: [first, ...others] as const,
    });
    if (TOP_LEVEL.has(labels.at(-1) ?? '')) return [hit('a host outside')];
    // In the pod's own namespace two labels are an endpoint of a Service; elsewhere the same two are a Service of a namespace.
    const [service = '', of = ''] = labels;
    if (labels.length > 2 || step.domain !== `${namespace}.svc.${clusterDomain}`) return [];
    const other = cluster.get('Service', service, of);
    if (other.state === 'unknown') return [{ unjudged: other.gaps }];
    return other.state === 'absent' ? [] : [hit(`Service ${of}/${service}`)];
  },
  message: ({ name, became, domain, instead }) => `${name} is ${became} by the search domain ${domain}, not ${instead}`,
  remedy: ({ name, instead }) =>
    `If ${instead} is meant, end the name with a dot, in full where it is one of the cluster; ${name} alone goes through the search list.`,
});
