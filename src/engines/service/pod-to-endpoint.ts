import type { Endpoint } from '../../model/resources/endpoint-slice.ts';
import type { MetadataOnly } from '../../model/resources/metadata.ts';
import { zoneOf } from '../../model/resources/node.ts';
import { isPodFinished, isPodReady, isPodTerminating, type Pod } from '../../model/resources/pod.ts';
import type { Service } from '../../model/resources/service.ts';
import { type IpFamily, parseIp } from '../../model/values/ip.ts';

/**
 * What the endpoint slice controller writes for a pod of a Service, in the slices of one family; undefined for a pod that has ended, or has
 * no address of that family. Serving is the pod's readiness, terminating its deletion, ready the one without the other, or always with
 * publishNotReadyAddresses. The host name is written only for a pod whose subdomain is the Service, in its namespace.
 * Source: kubernetes staging/src/k8s.io/endpointslice/utils.go, podToEndpoint; util/controller_utils.go, ShouldPodBeInEndpoints (1.36).
 * @param node the pod's node, if it is known: it gives the zone
 */
export function podToEndpoint(service: Service, pod: Pod, node: MetadataOnly | undefined, family: IpFamily): Endpoint | undefined {
  const address = pod.status.podIPs.map(({ ip }) => parseIp(ip)).find((ip) => ip?.family === family);
  if (address === undefined || isPodFinished(pod)) return undefined;
  const serving = isPodReady(pod);
  const terminating = isPodTerminating(pod);
  const ready = service.spec.publishNotReadyAddresses || (serving && !terminating);
  const { nodeName, hostname, subdomain } = pod.spec;
  const { namespace, name, uid } = pod.metadata;
  const named = hostname !== undefined && subdomain === service.metadata.name && namespace === service.metadata.namespace;
  const zone = node === undefined ? undefined : zoneOf(node.metadata.labels);
  return {
    addresses: [address.text],
    conditions: { ready, serving, terminating },
    ...(named ? { hostname } : {}),
    ...(nodeName === undefined ? {} : { nodeName }),
    ...(zone === undefined || zone === '' ? {} : { zone }),
    targetRef: { kind: 'Pod', name, ...(namespace === undefined ? {} : { namespace }), ...(uid === undefined ? {} : { uid }) },
  };
}
