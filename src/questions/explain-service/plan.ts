import { exceedsEndpoints } from '../../audit/facts/endpoints-capacity.ts';
import { clusterServiceOf } from '../../engines/dns/index.ts';
import { routesToNeeds } from '../../engines/gateway/index.ts';
import { policyNeeds } from '../../engines/policy/index.ts';
import { nodeNeeds, ONE_BY_ONE, podNeeds, podsOf, slicesOf, targetPodNeeds } from '../../engines/service/index.ts';
import { gatewayEntries, ingressEntries } from '../../engines/trace/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { gapsOf, knownItems, type Need } from '../../model/listing.ts';
import { type EndpointSlice, SERVICE_NAME_LABEL } from '../../model/resources/endpoint-slice.ts';
import { isPodFinished, isPodReady, isPodTerminating, type Pod } from '../../model/resources/pod.ts';
import { clusterIPsOf, hasSelector, type Service } from '../../model/resources/service.ts';
import { selectorOfLabels } from '../../model/values/label-selector.ts';
import type { Client } from '../client.ts';
import { nearNeeds } from '../not-found.ts';
import { askedBy, type ReadingPlan, together } from '../reading-plan.ts';
import { eventsOf } from '../recent-warnings.ts';
import { admissionOf } from './admission.ts';

/** Of so many pods that are not ready, the events are read: enough to see why. */
const PODS_WITH_EVENTS = 10;

/** So long a chain of ExternalNames is followed; the resolvers give up far earlier. */
const MAX_ALIASES = 8;

/**
 * What explaining one Service reads: its own objects by name and label, then the pods and nodes that those name, then what helps to
 * say why something is missing. The size of the cluster does not matter, with two exceptions: a Service that is open on nodes needs
 * the list of nodes, and one whose endpoints depend on the client's node (hints, internalTrafficPolicy: Local) their names and zones.
 */
export function* serviceReadingPlan(namespace: string, name: string, client: Client | undefined): ReadingPlan {
  const cluster = yield [
    { kind: 'Service', namespace, name },
    { kind: 'EndpointSlice', namespace, labels: selectorOfLabels({ [SERVICE_NAME_LABEL]: name }) },
    { kind: 'Ingress', namespace },
    { kind: 'HTTPRoute', namespace },
    eventsOf({ kind: 'Service', namespace, name }),
    { kind: 'ConfigMap', namespace: 'kube-system', name: 'kube-proxy' },
    { kind: 'ConfigMap', namespace: 'kube-system', name: 'coredns' },
    ...clientNeeds(client),
  ];
  const found = cluster.get('Service', name, namespace);
  if (found.state === 'absent') yield nearNeeds({ kind: 'Service', namespace, name });
  if (found.state !== 'found') return;
  const service = found.item;
  const own = service.spec.type === 'ExternalName' ? aliasPlan(service, cluster) : endpointsPlan(service, client, cluster);
  const routes = service.spec.type === 'ExternalName' ? [] : [routesPlan(service, cluster)];
  const policies = service.spec.type === 'ExternalName' ? [] : [policiesPlan(service, client)];
  yield* together([own, askedBy((known, attempt) => ingressEntries(service, known, attempt)), ...routes, ...policies]);
}

/** What the routes that lead here read, the other kinds of routes beside the pods; nothing where the server has no Gateway API. */
function* routesPlan(service: Service, known: ClusterIndex): ReadingPlan {
  const http = known.list('HTTPRoute', { namespace: service.metadata.namespace ?? '' });
  const isServed = gapsOf(http).every(({ reason }) => reason !== 'not-served');
  yield isServed ? routesToNeeds(service) : [];
  yield* askedBy((cluster, attempt) => gatewayEntries(service, cluster, attempt));
}

/** What may decide who connects: the policies of its namespace and of the client's, those of the whole cluster, and labels that these ask for. */
function* policiesPlan(service: Service, client: Client | undefined): ReadingPlan {
  const { namespace = '' } = service.metadata;
  yield policyNeeds([namespace, ...(client?.kind === 'Pod' ? [client.namespace] : [])]);
  // The pods are read by then.
  yield [];
  yield* askedBy((cluster, attempt) => {
    for (const port of service.spec.ports) attempt(() => void admissionOf(service, port, client, cluster));
  });
}

function clientNeeds(client: Client | undefined): readonly Need[] {
  if (client === undefined) return [];
  return [client.kind === 'Pod' ? { kind: 'Pod', namespace: client.namespace, name: client.name } : { kind: 'Node', name: client.name }];
}

/** The Services that a chain of ExternalNames names inside the cluster. */
function* aliasPlan(service: Service, known: ClusterIndex): ReadingPlan {
  let cluster = known;
  let target = clusterServiceOf(service.spec.externalName ?? '', cluster);
  for (let hops = 0; target !== undefined && hops < MAX_ALIASES; hops += 1) {
    const { namespace, name } = target;
    cluster = yield [
      { kind: 'Service', namespace, name },
      { kind: 'EndpointSlice', namespace, labels: selectorOfLabels({ [SERVICE_NAME_LABEL]: name }) },
      { kind: 'Namespace', name: namespace },
    ];
    const next = cluster.get('Service', name, namespace);
    if (next.state === 'absent') yield nearNeeds({ kind: 'Service', namespace, name });
    target = next.state === 'found' ? clusterServiceOf(next.item.spec.externalName ?? '', cluster) : undefined;
  }
}

function* endpointsPlan(service: Service, client: Client | undefined, known: ClusterIndex): ReadingPlan {
  const { namespace = '', name } = service.metadata;
  const listed = slicesOf(service, known);
  const slices = knownItems(listed);
  const unknownSlices =
    known.list('EndpointSlice', { namespace, labels: selectorOfLabels({ [SERVICE_NAME_LABEL]: name }) }).state === 'unknown';
  let cluster = yield [
    ...(slices.length === 0 || exceedsEndpoints(listed) ? [{ kind: 'Endpoints', namespace, name } as const] : []),
    ...podNeeds(service, slices),
    ...(known.get('ConfigMap', 'kube-proxy', 'kube-system').state === 'absent'
      ? [{ kind: 'ConfigMap', namespace: 'kube-system', name: 'kube-proxy-config' } as const]
      : []),
    ...nodesThatMatter(service, slices, client, known),
    ...(hasSelector(service) ? [] : handWrittenNeeds(service, slices)),
    ...(clusterIPsOf(service).length > 0 ? [{ kind: 'ServiceCIDR' } as const] : []),
  ];
  const pods = knownItems(podsOf(service, cluster));
  const all = knownItems(slicesOf(service, cluster));
  cluster = yield [
    ...(unknownSlices ? nodesThatMatter(service, all, client, cluster) : []),
    ...namedPods(all, cluster),
    ...pods
      .filter((pod) => !isPodReady(pod) && !isPodFinished(pod))
      .slice(0, PODS_WITH_EVENTS)
      .map((pod) => eventsOf({ kind: 'Pod', namespace, name: pod.metadata.name })),
    ...(hasSelector(service) && pods.every(isGoing) ? nearPodNeeds(service) : []),
  ];
  yield podNodeNeeds(pods, cluster);
}

/** Pods that a slice names and the selector did not pick: gone, or relabelled since. */
function namedPods(slices: readonly EndpointSlice[], cluster: ClusterIndex): readonly Need[] {
  return targetPodNeeds(slices)
    .filter((need) => cluster.get('Pod', need.name ?? '', need.namespace).state === 'unknown')
    .slice(0, ONE_BY_ONE);
}

/** The nodes that matter: all where the Service is open on nodes, else those that an endpoint names; zones of all where they decide. */
function nodesThatMatter(
  service: Service,
  slices: readonly EndpointSlice[],
  client: Client | undefined,
  known: ClusterIndex,
): readonly Need[] {
  if (service.spec.type === 'NodePort' || service.spec.type === 'LoadBalancer') return [{ kind: 'Node' }];
  const endpoints = slices.flatMap((slice) => slice.endpoints);
  const pod = client?.kind === 'Pod' ? known.get('Pod', client.name, client.namespace) : undefined;
  const clientNode = pod?.state === 'found' ? pod.item.spec.nodeName : undefined;
  const names = [...endpoints.map((one) => one.nodeName), clientNode].filter((one) => one !== undefined);
  const dependsOnNode = service.spec.internalTrafficPolicy === 'Local' || endpoints.some((one) => one.hints !== undefined);
  return [...nodeNeeds(names), ...(dependsOnNode ? [{ kind: 'Node' as const, only: 'metadata' as const }] : [])];
}

/** The nodes of pods that are no endpoints. */
function podNodeNeeds(pods: readonly Pod[], cluster: ClusterIndex): readonly Need[] {
  const names = new Set(pods.map((pod) => pod.spec.nodeName).filter((name) => name !== undefined));
  return [...names]
    .filter((name) => cluster.get('Node', name).state === 'unknown')
    .slice(0, ONE_BY_ONE)
    .map((name) => ({ kind: 'Node', name }));
}

/** For a Service whose endpoints somebody else writes: whose addresses they are, and slices that only lack the label. */
function handWrittenNeeds(service: Service, slices: readonly EndpointSlice[]): readonly Need[] {
  const { namespace = '' } = service.metadata;
  const addresses = [...new Set(slices.flatMap((slice) => slice.endpoints.map((endpoint) => endpoint.addresses[0] ?? '')))];
  return [
    ...(slices.length === 0 ? [{ kind: 'EndpointSlice' as const, namespace }] : []),
    ...addresses.slice(0, PODS_WITH_EVENTS).map((ip) => ({ kind: 'Service' as const, fields: { 'spec.clusterIP': ip } })),
  ];
}

/** A pod that will not serve again. */
function isGoing(pod: Pod): boolean {
  return isPodFinished(pod) || isPodTerminating(pod);
}

/** For a selector that matches nothing that stays: what it may have meant. */
function nearPodNeeds(service: Service): readonly Need[] {
  const { namespace = '' } = service.metadata;
  return [
    { kind: 'Pod', namespace },
    { kind: 'Pod', labels: selectorOfLabels(service.spec.selector ?? {}), only: 'metadata' },
    { kind: 'Deployment', namespace },
    { kind: 'StatefulSet', namespace },
    { kind: 'ReplicaSet', namespace },
  ];
}
