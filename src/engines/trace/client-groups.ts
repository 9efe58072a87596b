import { knownItems, type Listing } from '../../model/listing.ts';
import type { Service, ServicePort } from '../../model/resources/service.ts';
import {
  type ChoosingNode,
  categorizeEndpoints,
  type EndpointSets,
  hintsDecide,
  internalSet,
  type PortEndpoint,
} from '../service/index.ts';

/** Clients of a Cluster IP that are all sent to the same endpoints. */
export interface ClientGroup {
  /** `a pod in the cluster`, `a pod on node1, node2`. */
  readonly says: string;
  readonly sets: EndpointSets;
  /**
   * What is not known of them: `zone`, so that they may be sent to fewer endpoints than `sets` holds (never to none);
   * `existence`: whether there is any node besides those of the endpoints.
   */
  readonly unknown?: 'zone' | 'existence';
}

/** A client that was asked for: what it is called, and the node it sends from. `zoneKnown` false: the node could not be read. */
export interface GivenClient {
  readonly says: string;
  readonly node: string;
  readonly zone?: string;
  readonly zoneKnown: boolean;
}

/** Stands for a node that no endpoint and no hint names, and that has no zone. */
const SOME_NODE: ChoosingNode = { name: '' };

/** So many node names are spelled out in a group's name. */
const SPELLED_OUT = 3;

/** Whether endpoints differ by the client's node at all: internalTrafficPolicy Local, or hints on every ready endpoint. */
export function dependsOnNode(endpoints: readonly PortEndpoint[], service: Service): boolean {
  return service.spec.internalTrafficPolicy === 'Local' || hintsDecide(endpoints);
}

/**
 * Divides the clients of a Cluster IP by what their node's kube-proxy does: one group where nothing differs, else one for each set of
 * nodes with the same endpoints; with `client`, that client alone.
 */
export function clientGroups(
  endpoints: readonly PortEndpoint[],
  service: Service,
  port: ServicePort,
  nodes: Listing<ChoosingNode>,
  client?: GivenClient,
): readonly ClientGroup[] {
  const setsOn = (node: ChoosingNode) => categorizeEndpoints(endpoints, service, port, node);
  const local = service.spec.internalTrafficPolicy === 'Local';
  const zoneMatters = !local && hintsDecide(endpoints);
  if (client !== undefined) {
    const node = { name: client.node, ...(client.zone === undefined ? {} : { zone: client.zone }) };
    return [{ says: client.says, sets: setsOn(node), ...(zoneMatters && !client.zoneKnown ? { unknown: 'zone' as const } : {}) }];
  }
  if (!dependsOnNode(endpoints, service)) return [{ says: 'a pod in the cluster', sets: setsOn(SOME_NODE) }];
  if (nodes.state !== 'complete' && zoneMatters) return [{ says: 'a pod in the cluster', sets: setsOn(SOME_NODE), unknown: 'zone' }];
  const named = nodes.state === 'complete' ? nodes.items : localNodes(endpoints, knownItems(nodes));
  const groups = groupNodes(named, (node) => internalKey(setsOn(node), service));
  const known = groups.map((group) => ({
    says: groups.length === 1 && nodes.state === 'complete' ? 'a pod in the cluster' : `a pod on ${namesOf(group)}`,
    sets: setsOn(group[0]),
  }));
  return nodes.state === 'complete'
    ? known
    : [...known, { says: 'a pod on any other node', sets: setsOn(SOME_NODE), unknown: 'existence' }];
}

function localNodes(endpoints: readonly PortEndpoint[], known: readonly ChoosingNode[]): readonly ChoosingNode[] {
  const names = new Set(endpoints.map((one) => one.nodeName).filter((name) => name !== undefined));
  return [...names].sort().map((name) => known.find((node) => node.name === name) ?? { name });
}

function internalKey(sets: EndpointSets, service: Service): string {
  return internalSet(sets, service)
    .map((one) => `${one.ip} ${one.port}`)
    .join(',');
}

function groupNodes(nodes: readonly ChoosingNode[], keyOf: (node: ChoosingNode) => string): readonly [ChoosingNode, ...ChoosingNode[]][] {
  const groups = new Map<string, [ChoosingNode, ...ChoosingNode[]]>();
  for (const node of nodes) {
    const key = keyOf(node);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [node]);
    else group.push(node);
  }
  return [...groups.values()];
}

function namesOf(nodes: readonly ChoosingNode[]): string {
  const names = nodes.map((node) => node.name);
  if (names.length <= SPELLED_OUT) return names.join(', ');
  return `any of ${names.length} nodes (${names.slice(0, SPELLED_OUT).join(', ')}, …)`;
}
