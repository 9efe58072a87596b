import { knownItems, type Listing } from '../../model/listing.ts';
import { isHeadless, type Service, type ServicePort } from '../../model/resources/service.ts';
import { isUsable, type PortEndpoint } from './endpoints.ts';
import { type ChoosingNode, categorizeEndpoints, internalSet, whySkipped } from './topology.ts';

/** From which nodes a client of the Cluster IP may be sent to an endpoint: all, some by name (none: empty), or not known. */
export type UsableFrom = 'all' | 'unknown' | readonly string[];

/**
 * For each endpoint of one family: the nodes whose kube-proxy may choose it for a client of the Cluster IP.
 *
 * Without hints that decide and with internalTrafficPolicy Cluster the answer is the same on every node, so none needs to be known. With
 * internalTrafficPolicy Local it is the endpoint's own node. With hints on all ready endpoints every node's zone decides, so that a
 * listing of `nodes` that is not complete gives 'unknown'. A headless Service is not kube-proxy's: DNS gives out the ready endpoints,
 * to everyone. A Service that kube-proxy leaves alone is 'unknown'.
 */
export function usableFrom(
  endpoints: readonly PortEndpoint[],
  service: Service,
  port: ServicePort,
  nodes: Listing<ChoosingNode>,
): ReadonlyMap<PortEndpoint, UsableFrom> {
  const each = (answer: (endpoint: PortEndpoint) => UsableFrom) => new Map(endpoints.map((endpoint) => [endpoint, answer(endpoint)]));
  if (isHeadless(service)) return each((endpoint) => (endpoint.ready ? 'all' : []));
  if (whySkipped(service) !== undefined) return each(() => 'unknown');
  const chosenOn = (node: ChoosingNode) => internalSet(categorizeEndpoints(endpoints, service, port, node), service);
  if (service.spec.internalTrafficPolicy === 'Local') {
    return each((endpoint) => {
      const node = endpoint.nodeName;
      return node !== undefined && chosenOn({ name: node }).includes(endpoint) ? [node] : [];
    });
  }
  if (!hintsDecide(endpoints)) {
    const chosen = chosenOn({ name: '' });
    return each((endpoint) => (chosen.includes(endpoint) ? 'all' : []));
  }
  if (nodes.state !== 'complete') return each((endpoint) => (endpoint.ready ? 'unknown' : []));
  const chosen = knownItems(nodes).map((node) => ({ name: node.name, set: chosenOn(node) }));
  return each((endpoint) => {
    const names = chosen.filter(({ set }) => set.includes(endpoint)).map(({ name }) => name);
    return names.length === chosen.length && names.length > 0 ? 'all' : names;
  });
}

/** Whether kube-proxy looks at hints: every ready endpoint carries one of the same sort. */
export function hintsDecide(endpoints: readonly PortEndpoint[]): boolean {
  const ready = endpoints.filter((one) => one.ready);
  const everyOne = (hinted: (one: PortEndpoint) => boolean) => ready.length > 0 && ready.every(hinted);
  return everyOne((one) => one.nodeHints.length > 0) || everyOne((one) => one.zoneHints.length > 0);
}

/** Why an endpoint takes no new connections of the Cluster IP anywhere, or only those of some nodes; undefined where it takes all. */
export function whyNotUsed(
  endpoint: PortEndpoint,
  endpoints: readonly PortEndpoint[],
  service: Service,
  _port: ServicePort,
): string | undefined {
  const { ready, serving, terminating } = endpoint;
  const someReady = endpoints.some((one) => one.ready);
  if (!ready && terminating && !serving) return 'it ends and no longer serves';
  if (!ready && terminating && (someReady || isHeadless(service))) return 'it ends; ready ones take new connections';
  if (!ready && !isUsable(endpoint)) return 'it is not ready';
  if (isHeadless(service)) return undefined;
  if (service.spec.internalTrafficPolicy === 'Local') {
    return endpoint.nodeName === undefined
      ? 'internalTrafficPolicy Local, and it names no node'
      : 'only from its own node (internalTrafficPolicy Local)';
  }
  if (!ready) return 'it ends, and is used because no other is ready';
  return hintsDecide(endpoints) ? hintReason(endpoint) : undefined;
}

function hintReason({ nodeHints, zoneHints }: PortEndpoint): string {
  return nodeHints.length > 0 ? `meant for node ${nodeHints.join(', ')} (hints)` : `meant for zone ${zoneHints.join(', ')} (hints)`;
}
