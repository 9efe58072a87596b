import type { Listing } from '../../model/listing.ts';
import { isHeadless, type Service, type ServicePort } from '../../model/resources/service.ts';
import type { PortEndpoint } from './endpoints.ts';
import { type ChoosingNode, categorizeEndpoints, internalSet, whySkipped } from './topology.ts';

/** From which nodes a client of the Cluster IP may be sent to an endpoint: all, some by name (none: empty), or not known. */
export type UsableFrom = 'all' | 'unknown' | readonly string[];

/**
 * For each endpoint of one family: the nodes whose kube-proxy may choose it for a client of the Cluster IP, sorted by name.
 *
 * Without hints that decide and with internalTrafficPolicy Cluster the answer is the same on every node, so none needs to be known. With
 * internalTrafficPolicy Local it is the endpoint's own node. With hints on all ready endpoints a node's name and zone decide: where
 * `nodes` is not complete, only what holds on every conceivable node is said, and the rest is 'unknown'. A headless Service is not
 * kube-proxy's: DNS gives out the ready endpoints, to everyone. A Service that kube-proxy leaves alone is 'unknown'.
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
  if (service.spec.internalTrafficPolicy === 'Local') {
    const chosen = new Map(localSets(endpoints, service, port).flatMap(({ node, set }) => set.map((endpoint) => [endpoint, [node]])));
    return each((endpoint) => chosen.get(endpoint) ?? []);
  }
  const chosenOn = (node: ChoosingNode) => internalSet(categorizeEndpoints(endpoints, service, port, node), service);
  if (nodes.state === 'complete' && hintsDecide(endpoints)) {
    const chosen = namesByEndpoint(endpoints, nodes.items, chosenOn);
    return each((endpoint) => chosen.get(endpoint) ?? []);
  }
  const sets = conceivableNodes(endpoints).map((node) => new Set(chosenOn(node)));
  return each((endpoint) => (sets.every((set) => set.has(endpoint)) ? 'all' : endpoint.ready ? 'unknown' : []));
}

/** What a client of the Cluster IP meets on nodes without a usable endpoint; `{ except }`: every node but those, if there is one. */
export type WithoutEndpoint =
  | { readonly nodes: 'none' }
  | { readonly nodes: 'every node'; readonly connections: 'refused' | 'dropped' }
  | { readonly nodes: { readonly except: readonly string[] }; readonly connections: 'dropped' };

/**
 * The nodes whose clients find no endpoint behind the Cluster IP of a port (endpoints of one family). Refused where no endpoint anywhere
 * could take the connection; dropped where internalTrafficPolicy Local forbids those that could. Undefined for a Service that is not
 * kube-proxy's. Source: kubernetes pkg/proxy/nftables/proxier.go, syncProxyRules (1.36).
 */
export function nodesWithoutEndpoint(
  endpoints: readonly PortEndpoint[],
  service: Service,
  port: ServicePort,
  nodes: Listing<ChoosingNode>,
): WithoutEndpoint | undefined {
  if (whySkipped(service) !== undefined) return undefined;
  const anywhere = categorizeEndpoints(endpoints, service, port, NOWHERE);
  if (!anywhere.hasAny) return { nodes: 'every node', connections: 'refused' };
  if (service.spec.internalTrafficPolicy !== 'Local') return { nodes: 'none' };
  const serving = localSets(endpoints, service, port).map(({ node }) => node);
  if (serving.length === 0) return { nodes: 'every node', connections: 'dropped' };
  const everywhere = nodes.state === 'complete' && nodes.items.every((node) => serving.includes(node.name));
  return everywhere ? { nodes: 'none' } : { nodes: { except: serving }, connections: 'dropped' };
}

/** Whether kube-proxy looks at hints: every ready endpoint carries one of the same sort. */
export function hintsDecide(endpoints: readonly PortEndpoint[]): boolean {
  return allHinted(endpoints, 'nodeHints') || allHinted(endpoints, 'zoneHints');
}

/**
 * Why an endpoint takes no new connections of the Cluster IP, or not those of every node; undefined where it takes all. Hints are told
 * wherever they could decide, whatever nodes the cluster has.
 */
export function whyNotUsed(endpoint: PortEndpoint, endpoints: readonly PortEndpoint[], service: Service): string | undefined {
  const { ready, serving, terminating, nodeName } = endpoint;
  const headless = isHeadless(service);
  const skipped = headless ? undefined : whySkipped(service);
  if (skipped !== undefined) return `kube-proxy does not serve the Service: ${skipped}`;
  if (!ready && !terminating) return 'it is not ready';
  if (!ready && !serving) return 'it ends and no longer serves';
  if (!ready && headless) return 'it ends; DNS names ready ones only';
  const local = !headless && service.spec.internalTrafficPolicy === 'Local';
  if (local && nodeName === undefined) return 'internalTrafficPolicy is Local, and it names no node';
  if (!ready && endpoints.some((one) => one.ready && (!local || one.nodeName === nodeName)))
    return 'it ends; ready ones take new connections';
  if (local) return 'only from its own node (internalTrafficPolicy Local)';
  if (!ready) return 'it ends, and is used because no other is ready';
  return headless ? undefined : hintReason(endpoint, endpoints);
}

/** Stands for a node that no endpoint and no hint names, and that has no zone. */
const NOWHERE: ChoosingNode = { name: '' };

/** The local set of each node that has one that is not empty, by name. It depends on the node's own endpoints alone. */
function localSets(endpoints: readonly PortEndpoint[], service: Service, port: ServicePort) {
  return [...groupBy(endpoints, (one) => one.nodeName)]
    .flatMap(([node, own]) => (node === undefined ? [] : [{ node, own }]))
    .map(({ node, own }) => ({ node, set: categorizeEndpoints(own, service, port, { name: node }).local ?? [] }))
    .filter(({ set }) => set.length > 0)
    .sort((a, b) => (a.node < b.node ? -1 : 1));
}

/** One node of each sort that the hints can tell apart: named by one, in a zone named by one, neither. */
function conceivableNodes(endpoints: readonly PortEndpoint[]): readonly ChoosingNode[] {
  const { names, zones } = hinted(endpoints);
  return [NOWHERE, ...[...zones].map((zone) => ({ ...NOWHERE, zone })), ...[...names].map((name) => ({ name }))];
}

/** For each endpoint the names of the nodes that choose it, or 'all'. Nodes that the hints cannot tell apart are asked once. */
function namesByEndpoint(
  endpoints: readonly PortEndpoint[],
  nodes: readonly ChoosingNode[],
  chosenOn: (node: ChoosingNode) => readonly PortEndpoint[],
): ReadonlyMap<PortEndpoint, UsableFrom> {
  const { names, zones } = hinted(endpoints);
  const sortOf = ({ name, zone = '' }: ChoosingNode) => `${names.has(name) ? name : ''} ${zones.has(zone) ? zone : ''}`;
  const alike = [...groupBy(nodes, sortOf).values()];
  const choices = alike.flatMap(([node = NOWHERE], index) => chosenOn(node).map((endpoint) => ({ endpoint, index })));
  const indexesOf = [...groupBy(choices, ({ endpoint }) => endpoint)].map(
    ([endpoint, chosen]) => [endpoint, chosen.map(({ index }) => index)] as const,
  );
  const sameNodes = groupBy(indexesOf, ([, indexes]) => indexes.join());
  return new Map(
    [...sameNodes.values()].flatMap((same) => {
      const indexes = same[0]?.[1] ?? [];
      const all = indexes.length === alike.length;
      const answer = all ? 'all' : indexes.flatMap((index) => (alike[index] ?? []).map((node) => node.name)).sort();
      return same.map(([endpoint]) => [endpoint, answer] as const);
    }),
  );
}

/** What the hints of the ready endpoints name, as far as kube-proxy looks at them. */
function hinted(endpoints: readonly PortEndpoint[]) {
  const named = (sort: 'nodeHints' | 'zoneHints') =>
    new Set(allHinted(endpoints, sort) ? endpoints.flatMap((one) => (one.ready ? one[sort] : [])) : []);
  return { names: named('nodeHints'), zones: named('zoneHints') };
}

function allHinted(endpoints: readonly PortEndpoint[], sort: 'nodeHints' | 'zoneHints'): boolean {
  return endpoints.some((one) => one.ready) && endpoints.every((one) => !one.ready || one[sort].length > 0);
}

function hintReason(endpoint: PortEndpoint, endpoints: readonly PortEndpoint[]): string | undefined {
  const sorts = (['nodeHints', 'zoneHints'] as const).filter((sort) => allHinted(endpoints, sort));
  const takesAll = sorts.every((sort) => endpoints.every((one) => !one.ready || one[sort].every((name) => endpoint[sort].includes(name))));
  if (takesAll) return undefined;
  const places = sorts.map((sort) => `${sort === 'nodeHints' ? 'node' : 'zone'} ${endpoint[sort].join(', ')}`);
  return `meant for ${places.join(', then for ')} (hints)`;
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
