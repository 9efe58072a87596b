import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Listing, Need } from '../../model/listing.ts';
import type { Gateway } from '../../model/resources/gateway.ts';
import type { Metadata } from '../../model/resources/metadata.ts';
import type { Pod } from '../../model/resources/pod.ts';
import type { Service } from '../../model/resources/service.ts';
import { selectorOfLabels } from '../../model/values/label-selector.ts';

/** The label by which the Services and pods made for a Gateway carry its name. Source: gateway-api GEP-1762. */
const GATEWAY_NAME_LABEL = 'gateway.networking.k8s.io/gateway-name';

/** The Services and pods that carry a Gateway's name: its data plane, with implementations that run it in the Gateway's own namespace. */
export function dataPlaneOf(gateway: Gateway, cluster: ClusterIndex): { readonly services: Listing<Service>; readonly pods: Listing<Pod> } {
  const { kind: _service, ...services } = dataPlaneNeed('Service', gateway);
  const { kind: _pod, ...pods } = dataPlaneNeed('Pod', gateway);
  return { services: cluster.list('Service', services), pods: cluster.list('Pod', pods) };
}

/** The need for one kind of them. */
export function dataPlaneNeed(kind: 'Service' | 'Pod', { metadata }: Gateway): Need {
  return { kind, namespace: metadata.namespace ?? '', labels: selectorOfLabels({ [GATEWAY_NAME_LABEL]: metadata.name }) };
}

/** The Gateway that an object carries the name of. */
export function gatewayNameOf({ labels }: Metadata): string | undefined {
  return labels[GATEWAY_NAME_LABEL];
}
