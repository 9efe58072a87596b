import { dataPlanePods } from '../../engines/gateway/index.ts';
import { podsOf } from '../../engines/service/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { knownItems } from '../../model/listing.ts';
import type { Gateway } from '../../model/resources/gateway.ts';
import { isPodReady, type Pod } from '../../model/resources/pod.ts';
import { clusterIPsOf } from '../../model/resources/service.ts';
import { groupBy, perCluster } from './by-value.ts';

/** The Services by the addresses at which they are reached. */
const servicesAt = perCluster((cluster) =>
  groupBy(cluster.known('Service'), (service) => [
    ...clusterIPsOf(service),
    ...service.spec.externalIPs,
    ...service.status.loadBalancer.ingress.flatMap(({ ip, hostname }) => [ip ?? [], hostname ?? []].flat()),
  ]),
);

/**
 * The ready pods that take the requests of a Gateway: those that carry its name, and those behind Services that have an address of it, where
 * its implementation runs elsewhere. Empty where none was seen.
 */
export function gatewayProxies(gateway: Gateway, cluster: ClusterIndex): readonly Pod[] {
  const behind = gateway.status.addresses.flatMap(({ value }) =>
    (servicesAt(cluster).get(value) ?? []).flatMap((service) => knownItems(podsOf(service, cluster))),
  );
  return [...new Set([...knownItems(dataPlanePods(gateway, cluster)), ...behind])].filter(isPodReady);
}
