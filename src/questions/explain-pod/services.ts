import {
  endpointsOfPort,
  isUsable,
  type PortEndpoint,
  resolveTargetPort,
  slicesOf,
  usableFrom,
  whyNotUsed,
} from '../../engines/service/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { gapsOf, knownItems } from '../../model/listing.ts';
import type { PodReport, PodService, PodServicePort } from '../../model/pod-report.ts';
import type { EndpointSlice } from '../../model/resources/endpoint-slice.ts';
import { isPodFinished, type Pod } from '../../model/resources/pod.ts';
import { hasSelector, isHeadless, type Service, type ServicePort } from '../../model/resources/service.ts';
import { familyOf, sameIp } from '../../model/values/ip.ts';
import { selectorOfLabels, selects } from '../../model/values/label-selector.ts';
import { choosingNodes } from '../choosing-nodes.ts';
import { explainGap } from '../coverage.ts';
import { whyLeftOut } from '../explain-service/pods-left-out.ts';

/** Whether a Service may send traffic to a pod: its selector picks it, or somebody else writes its slices. */
export function mayStandBehind(service: Service, pod: Pod): boolean {
  if (service.spec.type === 'ExternalName') return false;
  return !hasSelector(service) || isSelected(service, pod);
}

/**
 * The Services that the pod stands behind: those whose selector picks it, and those without a selector whose slices name it. For each port
 * the slices tell whether traffic comes here; the pod's own state is only the reason.
 */
export function servicesOf(pod: Pod, cluster: ClusterIndex): Pick<PodReport, 'services' | 'servicesComplete'> {
  const listing = cluster.list('Service', { namespace: pod.metadata.namespace ?? '' });
  const services = knownItems(listing).flatMap((service) => {
    if (!mayStandBehind(service, pod)) return [];
    const by = hasSelector(service) ? 'selector' : 'slice';
    const listed = knownItems(slicesOf(service, cluster)).some((slice) => slice.endpoints.some((one) => isPod(one, slice, pod)));
    if (by === 'slice' && !listed) return [];
    const { name } = service.metadata;
    const ports = service.spec.ports.map((port) => portOf(service, port, pod, cluster));
    return [{ name, type: service.spec.type, headless: isHeadless(service), by, ports } satisfies PodService];
  });
  return { services, servicesComplete: listing.state === 'complete' };
}

function isSelected(service: Service, pod: Pod): boolean {
  return hasSelector(service) && selects(selectorOfLabels(service.spec.selector), pod.metadata.labels);
}

function portOf(service: Service, port: ServicePort, pod: Pod, cluster: ClusterIndex): PodServicePort {
  const { name, port: number, protocol, targetPort } = port;
  const target = resolveTargetPort(pod, port);
  const resolved = target.state === 'number' || target.state === 'named' ? target.port : null;
  const listing = slicesOf(service, cluster);
  const all = endpointsOfPort(knownItems(listing), port);
  const own = all.filter((one) => isPod(one.endpoint, one.slice, pod));
  const podPort = own[0]?.port ?? resolved;
  const base = { name, port: number, protocol, targetPort, podPort, slices: [...new Set(own.map(({ slice }) => slice.metadata.name))] };
  const gap = gapsOf(listing)[0];
  // What could not be read may have endpoints that come before this one; one that is not usable stays so.
  if (gap !== undefined && (own.length === 0 || own.some(isUsable))) {
    return { ...base, sends: 'unknown', why: `EndpointSlices: ${explainGap(gap)}` };
  }
  if (own.length > 0) return { ...base, ...fateOf(own, all, service, port, cluster) };
  return { ...base, sends: 'no', why: whyAbsent(service, port, pod) };
}

/** What becomes of the pod's endpoints of a port, one of each family: the best of them counts. */
function fateOf(
  own: readonly PortEndpoint[],
  all: readonly PortEndpoint[],
  service: Service,
  port: ServicePort,
  cluster: ClusterIndex,
): Pick<PodServicePort, 'sends' | 'why'> {
  const fates = own.map((endpoint) => {
    const family = all.filter((one) => one.family === endpoint.family);
    const from = usableFrom(family, service, port, choosingNodes(cluster)).get(endpoint) ?? 'unknown';
    const why = from === 'all' && endpoint.ready ? undefined : whyNotUsed(endpoint, family, service);
    const sends = from === 'unknown' ? 'unknown' : from.length > 0 ? 'yes' : 'no';
    return { sends, ...(why === undefined ? {} : { why }) } as const;
  });
  return fates.find(({ sends }) => sends === 'yes') ?? fates.find(({ sends }) => sends === 'unknown') ?? fates[0] ?? { sends: 'no' };
}

/** Why no slice has the pod for a port. */
function whyAbsent(service: Service, port: ServicePort, pod: Pod): string {
  const target = resolveTargetPort(pod, port);
  const wrongFamily =
    pod.status.podIPs.length > 0 &&
    service.spec.ipFamilies.length > 0 &&
    !pod.status.podIPs.some(({ ip }) => service.spec.ipFamilies.some((family) => family === familyOf(ip)));
  if (isPodFinished(pod)) return whyLeftOut(pod);
  if (target.state === 'missing') return `no container has a port named "${port.targetPort}"`;
  if (target.state === 'other-protocol') return `port "${port.targetPort}" is ${target.protocol} in the pod, not ${port.protocol}`;
  if (wrongFamily) return `the Service is ${service.spec.ipFamilies.join(', ')} only, and the pod has no such address`;
  return whyLeftOut(pod);
}

/** Whether an endpoint is the pod: it names it, or, where it names nothing, has its address. */
function isPod({ targetRef, addresses }: EndpointSlice['endpoints'][number], { metadata }: EndpointSlice, pod: Pod): boolean {
  if (targetRef?.kind === 'Pod') {
    const sameUid = targetRef.uid === undefined || pod.metadata.uid === undefined || targetRef.uid === pod.metadata.uid;
    return sameUid && targetRef.name === pod.metadata.name && (targetRef.namespace ?? metadata.namespace) === pod.metadata.namespace;
  }
  if (targetRef !== undefined || isPodFinished(pod)) return false;
  return pod.status.podIPs.some(({ ip }) => sameIp(ip, addresses[0] ?? ''));
}
