import { clusterDomainOf, podHostName } from '../../../engines/dns/index.ts';
import { refTo } from '../../../model/object-ref.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX2024',
  title: 'Full host name is too long',
  severity: 'error',
  proof: 'certain',
  subject: 'Pod',
  reads: ['ConfigMap'],
  holdsForTemplates: true,
  causes: [],
  check(pod, cluster) {
    const { setHostnameAsFQDN, hostNetwork, subdomain } = pod.spec;
    // One that runs has a host name that fits.
    if (!setHostnameAsFQDN || hostNetwork || subdomain === undefined || pod.status.phase !== 'Pending') return [];
    const configMap = cluster.get('ConfigMap', 'coredns', 'kube-system');
    if (configMap.state === 'unknown') return unjudged(configMap.gaps);
    const { name, domain, kernel } = podHostName(pod, clusterDomainOf(configMap).domain);
    if (domain === undefined || kernel !== undefined) return [];
    const object = refTo('Pod', pod.metadata);
    const fqdn = `${name}.${domain}`;
    return [
      {
        args: { fqdn, characters: fqdn.length },
        evidence: [
          { object, field: 'spec.setHostnameAsFQDN', value: true, says: `its host name is ${fqdn}` },
          { object, field: 'spec.subdomain', value: subdomain, says: 'the part after its own name' },
        ] as const,
      },
    ];
  },
  message: ({ fqdn, characters }) =>
    `its containers cannot start: its full host name ${fqdn} has ${characters} characters, and Linux holds 64 (setHostnameAsFQDN)`,
  remedy: () => 'Shorten the name, hostname or subdomain of the pod, or leave out setHostnameAsFQDN.',
});
