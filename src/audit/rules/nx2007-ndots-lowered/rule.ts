import { dnsPolicyOf } from '../../../engines/dns/index.ts';
import { refTo } from '../../../model/object-ref.ts';
import { isPodFinished } from '../../../model/resources/pod.ts';
import { isDnsPod } from '../../facts/cluster-dns.ts';
import { defineRule } from '../../rule.ts';

/** The dots of `service.namespace`: with more than these as ndots, it is tried in the search domains first. */
const DOTS = 1;

export default defineRule({
  code: 'NX2007',
  title: 'ndots too low for service.namespace',
  severity: 'warning',
  proof: 'likely',
  subject: 'Pod',
  reads: [],
  causes: [],
  check(pod) {
    const options = pod.spec.dnsConfig?.options ?? [];
    // Of one name kubelet takes the last.
    const index = options.findLastIndex(({ name }) => name === 'ndots');
    const value = options[index]?.value ?? '';
    if (dnsPolicyOf(pod) !== 'ClusterFirst' || isPodFinished(pod) || isDnsPod(pod)) return [];
    if (!/^\d+$/.test(value) || Number(value) > DOTS) return [];
    const object = refTo('Pod', pod.metadata);
    return [
      {
        args: { ndots: Number(value), namespace: pod.metadata.namespace ?? '' },
        evidence: [
          { object, field: `spec.dnsConfig.options[${index}].value`, value, says: 'a name with as many dots is first tried as it stands' },
        ] as const,
      },
    ];
  },
  message: ({ ndots }) =>
    ndots === 0
      ? 'ndots is 0: every name is first asked for as it stands, which leads out of the cluster. With glibc names of Services resolve after that, with musl (Alpine) they do not'
      : `ndots is ${ndots}: <service>.<namespace> is first asked for as it stands, which leads out of the cluster. With glibc it resolves after that, with musl (Alpine) it does not`,
  remedy: ({ ndots }) =>
    `Ask for ${ndots === 0 ? 'Services' : 'Services of other namespaces'} by their full names, or set ndots to 2 or more in dnsConfig.`,
});
