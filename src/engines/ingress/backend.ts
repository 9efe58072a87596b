import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Gap } from '../../model/listing.ts';
import { gapsOf, knownItems } from '../../model/listing.ts';
import type { IngressBackend } from '../../model/resources/ingress.ts';
import type { Service, ServicePort } from '../../model/resources/service.ts';
import { endpointsOfPort, isUsable, type PortEndpoint, slicesOf } from '../service/index.ts';

/** What a backend of an Ingress leads to. */
export type ResolvedBackend =
  | { readonly state: 'port'; readonly service: Service; readonly port: ServicePort }
  /** The Service has no such port. */
  | { readonly state: 'no-port'; readonly service: Service }
  | { readonly state: 'no-service' }
  /** An object that only the controller knows, or a Service that stands for a setting of the controller. */
  | { readonly state: 'controller-knows' }
  /** Neither a Service nor a resource. */
  | { readonly state: 'nothing' }
  | { readonly state: 'unknown'; readonly gaps: readonly Gap[] };

/** The port name by which the AWS Load Balancer Controller reads an action from an annotation instead of a Service. */
const USE_ANNOTATION = 'use-annotation';

/** The Service and port that a backend names: a port by number or by the name of the Service's port, never by targetPort. */
export function resolveBackend({ service, resource }: IngressBackend, namespace: string, cluster: ClusterIndex): ResolvedBackend {
  if (resource !== undefined || service?.port.name === USE_ANNOTATION) return { state: 'controller-knows' };
  if (service === undefined) return { state: 'nothing' };
  const found = cluster.get('Service', service.name, namespace);
  if (found.state === 'unknown') return found;
  if (found.state === 'absent') return { state: 'no-service' };
  const { name, number } = service.port;
  const port = found.item.spec.ports.find((one) => (name === undefined ? one.port === number : one.name === name));
  return port === undefined ? { state: 'no-port', service: found.item } : { state: 'port', service: found.item, port };
}

/** The endpoints of a Service port to which a controller may send, of all that there are; unknown where slices could not be read. */
export interface BackendEndpoints {
  readonly all: readonly PortEndpoint[];
  readonly ready: readonly PortEndpoint[];
  readonly gaps: readonly Gap[];
}

/** The endpoints of a Service port. Controllers take those that are ready; how they treat ones that end and still serve is their affair. */
export function backendEndpoints(service: Service, port: ServicePort, cluster: ClusterIndex): BackendEndpoints {
  const slices = slicesOf(service, cluster);
  const all = endpointsOfPort(knownItems(slices), port);
  const ready = all.filter((one) => one.ready && isUsable(one));
  return { all, ready, gaps: gapsOf(slices) };
}
