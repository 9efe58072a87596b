import { DNS_CACHE, DNS_SERVICE_SCOPE, dnsPolicyOf } from '../../engines/dns/index.ts';
import { policiesOf, policyNeeds } from '../../engines/policy/index.ts';
import { nodeNeeds, ONE_BY_ONE, slicesOf } from '../../engines/service/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { gapsOf, knownItems, type Need } from '../../model/listing.ts';
import { SERVICE_NAME_LABEL } from '../../model/resources/endpoint-slice.ts';
import { isPodFinished, type Pod } from '../../model/resources/pod.ts';
import type { Service } from '../../model/resources/service.ts';
import { parseIp } from '../../model/values/ip.ts';
import { selectorOfLabels } from '../../model/values/label-selector.ts';
import { nearNeeds } from '../not-found.ts';
import { askedBy, type ReadingPlan } from '../reading-plan.ts';
import { eventsOf } from '../recent-warnings.ts';
import { podIsolation } from '../who-connects/pod.ts';
import { mayStandBehind } from './services.ts';

/**
 * What explaining one Pod reads: the pod and its node, the Services of its namespace and the policies that may be about it, which the
 * API cannot select by the pods that they select, and the EndpointSlices of those Services that may have it. The size of the cluster does not matter, with one
 * exception: where hints decide which nodes send traffic here, the names and zones of all nodes are read.
 */
export function* podReadingPlan(namespace: string, name: string): ReadingPlan {
  let cluster = yield [
    { kind: 'Pod', namespace, name },
    { kind: 'Service', namespace },
    ...policyNeeds([namespace]),
    eventsOf({ kind: 'Pod', namespace, name }),
  ];
  const found = cluster.get('Pod', name, namespace);
  if (found.state === 'absent') yield nearNeeds({ kind: 'Pod', namespace, name });
  if (found.state !== 'found') return;
  const pod = found.item;
  const services = knownItems(cluster.list('Service', { namespace })).filter((service) => mayStandBehind(service, pod));
  cluster = yield [
    ...(pod.spec.nodeName === undefined ? [] : [{ kind: 'Node', name: pod.spec.nodeName } as const]),
    ...sliceNeeds(namespace, services),
    ...dnsNeeds(pod),
    ...sameAddressNeeds(pod),
  ];
  yield [...fallbackNeeds(services, cluster), ...zoneNeeds(services, cluster), ...rivalNodeNeeds(pod, cluster)];
  yield* askedBy((known, attempt) => {
    const policies = policiesOf(known);
    for (const direction of ['ingress', 'egress'] as const) attempt(() => void podIsolation(direction, pod, policies));
  });
}

function sliceNeeds(namespace: string, services: readonly Service[]): readonly Need[] {
  if (services.length > ONE_BY_ONE) return [{ kind: 'EndpointSlice', namespace }];
  return services.map(({ metadata }) => ({
    kind: 'EndpointSlice',
    namespace,
    labels: selectorOfLabels({ [SERVICE_NAME_LABEL]: metadata.name }),
  }));
}

/** The cluster's nameserver and domain, for a pod that asks it or may name it in its dnsConfig. */
function dnsNeeds(pod: Pod): readonly Need[] {
  if (dnsPolicyOf(pod) === 'Default') return [];
  return [{ kind: 'Service', ...DNS_SERVICE_SCOPE }, { kind: 'ConfigMap', namespace: 'kube-system', name: 'coredns' }, DNS_CACHE];
}

/** Pods that have the same address, which one pod alone may have. */
function sameAddressNeeds(pod: Pod): readonly Need[] {
  if (pod.spec.hostNetwork || isPodFinished(pod)) return [];
  return pod.status.podIPs.map(({ ip }) => ({ kind: 'Pod', fields: { 'status.podIP': parseIp(ip)?.text ?? ip } }));
}

/** The nodes of those pods: whether they are still there to have it. */
function rivalNodeNeeds(pod: Pod, cluster: ClusterIndex): readonly Need[] {
  const holders = sameAddressNeeds(pod).flatMap(({ fields = {} }) => knownItems(cluster.list('Pod', { fields })));
  return nodeNeeds(holders.map(({ spec }) => spec.nodeName).filter((name) => name !== undefined));
}

/** Endpoints, of Services whose slices the server does not have. */
function fallbackNeeds(services: readonly Service[], cluster: ClusterIndex): readonly Need[] {
  return services
    .filter((service) => gapsOf(slicesOf(service, cluster)).some((gap) => gap.reason === 'not-served'))
    .map(({ metadata }) => ({ kind: 'Endpoints', namespace: metadata.namespace ?? '', name: metadata.name }));
}

/** The zones of all nodes, where a Service's endpoints carry hints. */
function zoneNeeds(services: readonly Service[], cluster: ClusterIndex): readonly Need[] {
  const hinted = services.some((service) =>
    knownItems(slicesOf(service, cluster)).some((slice) => slice.endpoints.some((endpoint) => endpoint.hints !== undefined)),
  );
  return hinted ? [{ kind: 'Node', only: 'metadata' }] : [];
}
