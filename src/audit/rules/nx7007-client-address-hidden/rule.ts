import { isExternallyAccessible, podsOf, whySkipped } from '../../../engines/service/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { type Gap, gapsOf, knownItems, mapListing } from '../../../model/listing.ts';
import { nameOf, refTo } from '../../../model/object-ref.ts';
import { isPodFinished } from '../../../model/resources/pod.ts';
import type { Service } from '../../../model/resources/service.ts';
import { selects } from '../../../model/values/label-selector.ts';
import { groupBy, perCluster } from '../../facts/by-value.ts';
import { defineRule, unjudged } from '../../rule.ts';

/** The Ingresses that report an address: that of whatever stands in front of their controller. */
const ingressesAt = perCluster((cluster) =>
  mapListing(cluster.list('Ingress'), (ingresses) => [
    groupBy(ingresses, ({ status }) => status.loadBalancer.ingress.flatMap(({ ip, hostname }) => ip ?? hostname ?? [])),
  ]),
);

export default defineRule({
  code: 'NX7007',
  title: 'Servers that care do not see the address of clients outside',
  severity: 'info',
  proof: 'assumed',
  subject: 'Service',
  reads: ['Ingress', 'NetworkPolicy', 'Pod'],
  auditOnly: true,
  causes: [],
  check(service, cluster) {
    const { metadata, spec } = service;
    if (spec.externalTrafficPolicy === 'Local' || whySkipped(service) !== undefined) return [];
    if (!spec.ports.some((port) => isExternallyAccessible(service, port))) return [];
    const { found, gaps } = whoCares(service, cluster);
    if (found === undefined) return gaps.length === 0 ? [] : unjudged(gaps);
    const policy = {
      object: refTo('Service', metadata),
      field: 'spec.externalTrafficPolicy',
      value: spec.externalTrafficPolicy,
      says: "a node that sends on what arrives from outside puts its own address in the client's place",
    };
    return [
      {
        args: { namespace: metadata.namespace ?? '', service: metadata.name, who: found.who },
        evidence: [policy, found.shown] as const,
      },
    ];
  },
  message: ({ who }) =>
    `its pods see the address of a node, not of the client, in what comes from outside (externalTrafficPolicy is Cluster), and ${who}`,
  remedy: ({ namespace, service }) =>
    `If the client's address matters, set externalTrafficPolicy of Service ${namespace}/${service} to Local, with a pod on every node that takes traffic, or use the PROXY protocol of the load balancer.`,
});

/** Who looks at the address of clients: an Ingress controller behind the Service, or a NetworkPolicy that isolates its pods. */
function whoCares(
  service: Service,
  cluster: ClusterIndex,
): { readonly found?: { readonly who: string; readonly shown: Evidence }; readonly gaps: readonly Gap[] } {
  const ingresses = ingressesAt(cluster);
  const [byAddress] = knownItems(ingresses);
  const addresses = service.status.loadBalancer.ingress.flatMap(({ ip, hostname }) => ip ?? hostname ?? []);
  const ingress = addresses.flatMap((address) => byAddress?.get(address) ?? [])[0];
  if (ingress !== undefined) {
    const shown = { object: refTo('Ingress', ingress.metadata), field: 'status.loadBalancer.ingress', says: 'the same address' };
    return { found: { who: `they serve Ingresses (${nameOf(ingress.metadata)}), which log and filter by it`, shown }, gaps: [] };
  }
  const pods = podsOf(service, cluster);
  const policies = cluster.list('NetworkPolicy', { namespace: service.metadata.namespace ?? '' });
  const live = knownItems(pods).filter((pod) => !isPodFinished(pod));
  const policy = knownItems(policies).find(
    ({ spec }) => spec.policyTypes.includes('Ingress') && live.some((pod) => selects(spec.podSelector, pod.metadata.labels)),
  );
  if (policy === undefined) return { gaps: [...gapsOf(ingresses), ...gapsOf(pods), ...gapsOf(policies)] };
  const shown = { object: refTo('NetworkPolicy', policy.metadata), field: 'spec.podSelector', says: 'isolates its pods for ingress' };
  return { found: { who: `NetworkPolicy ${policy.metadata.name} judges who may send to them`, shown }, gaps: [] };
}
