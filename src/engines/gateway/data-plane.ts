import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Listing, Need } from '../../model/listing.ts';
import type { Gateway } from '../../model/resources/gateway.ts';
import type { Metadata } from '../../model/resources/metadata.ts';
import type { Pod } from '../../model/resources/pod.ts';
import type { Service } from '../../model/resources/service.ts';
import { selectorOfLabels } from '../../model/values/label-selector.ts';

/** The label by which the Services and pods made for a Gateway carry its name. Source: gateway-api GEP-1762. */
const GATEWAY_NAME_LABEL = 'gateway.networking.k8s.io/gateway-name';

/** The Services that carry a Gateway's name: they stand in front of its proxies where these run in the Gateway's own namespace. */
export function dataPlaneServices(gateway: Gateway, cluster: ClusterIndex): Listing<Service> {
  const { kind: _kind, ...scope } = dataPlaneNeed('Service', gateway);
  return cluster.list('Service', scope);
}

/** The pods that carry a Gateway's name: its proxies, likewise. */
export function dataPlanePods(gateway: Gateway, cluster: ClusterIndex): Listing<Pod> {
  const { kind: _kind, ...scope } = dataPlaneNeed('Pod', gateway);
  return cluster.list('Pod', scope);
}

/** The need for the Services or the pods that carry a Gateway's name. */
export function dataPlaneNeed(kind: 'Service' | 'Pod', { metadata }: Gateway): Need {
  return { kind, namespace: metadata.namespace ?? '', labels: selectorOfLabels({ [GATEWAY_NAME_LABEL]: metadata.name }) };
}

/** The Gateway that an object carries the name of. */
export function gatewayNameOf({ labels }: Metadata): string | undefined {
  return labels[GATEWAY_NAME_LABEL];
}
