import { podsOf } from '../../../engines/service/index.ts';
import { refTo } from '../../../model/object-ref.ts';
import { isPodFinished, isPodTerminating, type Pod } from '../../../model/resources/pod.ts';
import { hasSelector } from '../../../model/resources/service.ts';
import { familyOf, type IpFamily } from '../../../model/values/ip.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { lacksAddress } from '../../facts/pod-readiness.ts';
import { noneOf } from '../../facts/unready-pods.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1012',
  title: 'Pod has no address of the family',
  severity: 'error',
  proof: 'certain',
  subject: 'Service',
  reads: ['Pod'],
  causes: [],
  check(service, cluster) {
    const { metadata, spec } = service;
    if (!hasSelector(service)) return [];
    const listing = podsOf(service, cluster);
    if (listing.state !== 'complete') return unjudged(listing.gaps);
    const pods = listing.items.filter((pod) => !isPodFinished(pod) && !isPodTerminating(pod) && !lacksAddress(pod));
    return spec.ipFamilies.flatMap((family, index) => {
      const lacking = pods.filter((pod) => !hasFamily(pod, family));
      const [example] = lacking;
      if (example === undefined) return [];
      return [
        {
          args: {
            namespace: metadata.namespace ?? '',
            service: metadata.name,
            family,
            lacking: lacking.length,
            total: pods.length,
            pods: enumerate(lacking.map((pod) => pod.metadata.name)),
            have: enumerate(example.status.podIPs.map(({ ip }) => ip)),
            primary: index === 0,
          },
          evidence: [
            {
              object: refTo('Service', metadata),
              field: `spec.ipFamilies[${index}]`,
              value: family,
              says: `the Service is offered over ${family}`,
            },
            { object: refTo('Pod', example.metadata), field: 'status.podIPs', says: `no address of this pod is ${family}` },
          ],
        },
      ];
    });
  },
  message: ({ family, lacking, total, pods, have }) =>
    lacking === total
      ? `the Service is offered over ${family}, but ${noneOf(total, `has an ${family} address`, `has no ${family} address`)} (${pods}: ${have})`
      : `the Service is offered over ${family}, but ${lacking} of ${total} selected pods ${lacking === 1 ? 'has' : 'have'} no ${family} address (${pods}: ${have})`,
  remedy: ({ namespace, service, family, primary }) =>
    primary
      ? `Create Service ${namespace}/${service} again with a family that the pods have (the first one of a Service cannot be changed), or give the pods ${family} addresses too.`
      : `Take ${family} from spec.ipFamilies of Service ${namespace}/${service}, or give the pods ${family} addresses: pods started before their node was dual-stack must be started again.`,
});

function hasFamily(pod: Pod, family: IpFamily): boolean {
  return pod.status.podIPs.some(({ ip }) => familyOf(ip) === family);
}
