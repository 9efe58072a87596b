import type { EndpointOwner } from '../../model/address-report.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { nameOf, refTo } from '../../model/object-ref.ts';
import { type Endpoint, type EndpointSlice, serviceNameOf } from '../../model/resources/endpoint-slice.ts';
import { isPodFinished } from '../../model/resources/pod.ts';
import { type IpAddress, sameIp } from '../../model/values/ip.ts';

/** An endpoint with its place in a slice, and the pod that it names. */
export interface PlacedEndpoint {
  readonly slice: EndpointSlice;
  readonly endpoint: Endpoint;
  readonly index: number;
  readonly pod: { readonly namespace: string; readonly name: string } | undefined;
}

/** The endpoints that have an address. Only the first address of an endpoint counts. */
export function endpointsAt(ip: IpAddress, slices: readonly EndpointSlice[]): readonly PlacedEndpoint[] {
  return slices.flatMap((slice) =>
    slice.endpoints
      .map((endpoint, index) => ({ slice, endpoint, index, pod: podOf(slice, endpoint) }))
      .filter(({ endpoint }) => sameIp(endpoint.addresses[0] ?? '', ip.text)),
  );
}

/** The endpoints with an address, and whether the pods that they name still have it. */
export function endpointOwners(ip: IpAddress, cluster: ClusterIndex): readonly EndpointOwner[] {
  return endpointsAt(ip, cluster.known('EndpointSlice')).map((placed) => endpointOwner(ip, placed, cluster));
}

function endpointOwner(ip: IpAddress, { slice, endpoint, index, pod }: PlacedEndpoint, cluster: ClusterIndex): EndpointOwner {
  const service = serviceNameOf(slice);
  const { ready = true, serving = true, terminating = false } = endpoint.conditions;
  const staleness = pod === undefined ? undefined : stalenessOf(ip, pod, cluster);
  const whose = service === undefined ? 'of no Service' : `of Service ${slice.metadata.namespace}/${service}`;
  const backed = pod === undefined ? 'names no pod' : (staleness?.says ?? `pod ${nameOf(pod)}`);
  const state = terminating ? (serving ? ', ending but serving' : ', ending') : ready ? '' : ', not ready';
  return {
    object: refTo('EndpointSlice', slice.metadata),
    role: 'endpoint',
    field: `endpoints[${index}].addresses[0]`,
    ...(service === undefined ? {} : { service }),
    ports: slice.ports.flatMap(({ port }) => (port === undefined ? [] : [port])),
    ...(pod === undefined ? {} : { pod }),
    ready,
    serving,
    terminating,
    ...(staleness === undefined ? {} : { stale: staleness.stale }),
    says: `${whose}${state}: ${backed}`,
  };
}

function podOf({ metadata }: EndpointSlice, { targetRef }: Endpoint): PlacedEndpoint['pod'] {
  return targetRef?.kind === 'Pod' ? { namespace: targetRef.namespace ?? metadata.namespace ?? '', name: targetRef.name } : undefined;
}

function stalenessOf(
  ip: IpAddress,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  cluster: ClusterIndex,
): { readonly stale: boolean | 'unknown'; readonly says: string } {
  const named = `pod ${namespace}/${name}`;
  const found = cluster.get('Pod', name, namespace);
  switch (found.state) {
    case 'absent':
      return { stale: true, says: `stale, ${named} is gone` };
    case 'unknown':
      return { stale: 'unknown', says: `${named}, which could not be read` };
    case 'found': {
      const { status } = found.item;
      if (isPodFinished(found.item)) return { stale: true, says: `stale, ${named} has ended (${status.phase})` };
      if (status.podIPs.some((one) => sameIp(one.ip, ip.text))) return { stale: false, says: named };
      return { stale: true, says: `stale, ${named} has ${status.podIPs.map((one) => one.ip).join(', ') || 'no address'}` };
    }
  }
}
