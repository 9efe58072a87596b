import type { ClusterIndex } from '../../model/cluster-index.ts';
import { gapsOf, knownItems, type Listing } from '../../model/listing.ts';
import type { Pod } from '../../model/resources/pod.ts';
import { hasSelector, type Service } from '../../model/resources/service.ts';
import { selectorOfLabels, selects } from '../../model/values/label-selector.ts';
import { announce } from '../service/index.ts';
import type { KnownController } from './controllers/index.ts';

/** The pods that carry the traffic of a controller, and the Services in front of them. */
export interface IngressDataPlane {
  readonly pods: Listing<Pod>;
  readonly services: Listing<Service>;
}

/**
 * The data plane of a known controller: pods by the labels that its manifests and charts give them, and the Services of their namespaces that
 * select them. Both are empty where none of it runs in the cluster. An installation with labels of its own is not found.
 */
export function dataPlaneOf(known: KnownController, cluster: ClusterIndex): IngressDataPlane {
  const pods = dataPlanePods(known, cluster);
  const found = knownItems(pods);
  const namespaces = [...new Set(found.map(({ metadata }) => metadata.namespace ?? ''))];
  announce(
    cluster,
    namespaces.map((namespace) => ({ kind: 'Service', namespace })),
  );
  const services = joined(namespaces.map((namespace) => cluster.list('Service', { namespace })));
  const inFront = (service: Service) => hasSelector(service) && found.some((pod) => isSelected(service, pod));
  return { pods, services: services.state === 'unknown' ? services : { ...services, items: services.items.filter(inFront) } };
}

/** The pods that carry the traffic of a known controller, by the labels that its manifests and charts give them. */
export function dataPlanePods(known: KnownController, cluster: ClusterIndex): Listing<Pod> {
  const scopes = known.pods.map((labels) => ({ labels: selectorOfLabels(labels) }));
  announce(
    cluster,
    scopes.map((scope) => ({ kind: 'Pod', ...scope })),
  );
  return joined(scopes.map((scope) => cluster.list('Pod', scope)));
}

function isSelected(service: Service, { metadata }: Pod): boolean {
  return metadata.namespace === service.metadata.namespace && selects(selectorOfLabels(service.spec.selector ?? {}), metadata.labels);
}

/** Several listings as one: complete where all are, unknown where all are. */
function joined<T>(listings: readonly Listing<T>[]): Listing<T> {
  const gaps = listings.flatMap(gapsOf);
  const items = [...new Set(listings.flatMap(knownItems))];
  if (gaps.length === 0) return { state: 'complete', items };
  return listings.every(({ state }) => state === 'unknown') ? { state: 'unknown', gaps } : { state: 'partial', items, gaps };
}
