import { isVirtualNode } from '../../audit/facts/node-state.ts';
import { firstOf, type NodesBut } from '../../engines/open-ports/index.ts';
import { nodePortAddressesOf, type ProxyConfig } from '../../engines/service/index.ts';
import type { ExposedNode, ExposedNodeAddress, NodeAddressType, NodeSet } from '../../model/exposure-report.ts';
import { isNodeReady, type Node, nodeIPs, primaryNodeIP, zoneOf } from '../../model/resources/node.ts';
import { conditionOf } from '../../model/resources/pod.ts';
import { familyOf, sameIp } from '../../model/values/ip.ts';
import { isPublicCandidate } from '../../model/values/public-address.ts';

/** The nodes of an inventory: what they are, and what tells them apart. */
export interface InventoryNodes {
  readonly nodes: readonly Node[];
  readonly exposed: readonly ExposedNode[];
  /** The addresses of a node, in the order of `nodePortAddressesOf`. */
  addressesOf(node: Node): readonly ExposedNodeAddress[];
  /** What, besides its zone, tells a node apart from others. */
  tellApart(node: Node): string;
  /** Why nothing sure can be said of what a node does; undefined where it can. */
  doubtAbout(node: Node): string | undefined;
  /** Sets that are disjoint, as one. */
  setOf(parts: readonly NodesBut[]): NodeSet;
}

/** Describes nodes, and numbers the groups that nothing but their names tells apart. */
export function inventoryNodes(nodes: readonly Node[], proxy: ProxyConfig): InventoryNodes {
  const described = new Map(nodes.map((node) => [node, { state: stateOf(node), addresses: addressesOf(node, proxy) }]));
  const tellApart = (node: Node) => {
    const { state, addresses = [] } = described.get(node) ?? {};
    return JSON.stringify([state, addresses.map(({ address: _address, ...traits }) => traits)]);
  };
  const groups = new Map<string, number>();
  const sizes: number[] = [];
  const groupOf = new Map<string, number>();
  for (const node of nodes) {
    const key = JSON.stringify([zoneOf(node.metadata.labels) ?? null, tellApart(node)]);
    const group = groups.get(key) ?? groups.size;
    groups.set(key, group);
    groupOf.set(node.metadata.name, group);
    sizes[group] = (sizes[group] ?? 0) + 1;
  }
  return {
    nodes,
    exposed: nodes.map((node) => {
      const { name } = node.metadata;
      return { name, group: groupOf.get(name) ?? 0, state: stateOf(node), addresses: described.get(node)?.addresses ?? [] };
    }),
    addressesOf: (node) => described.get(node)?.addresses ?? [],
    tellApart,
    doubtAbout: (node) => DOUBTS[stateOf(node)],
    setOf: (parts) => setOf(parts, groupOf, sizes),
  };
}

const DOUBTS: Readonly<Record<ExposedNode['state'], string | undefined>> = {
  ready: undefined,
  unknown: undefined,
  'not-ready': 'the node is not ready: whether it still takes packets is not in the API',
  virtual: 'the node stands for another system, which need not run kube-proxy',
};

/** A node without a Ready condition stands in a file; one that stopped telling its state is not ready. */
function stateOf(node: Node): ExposedNode['state'] {
  if (isVirtualNode(node)) return 'virtual';
  if (conditionOf(node.status.conditions, 'Ready') === undefined) return 'unknown';
  return isNodeReady(node) === true ? 'ready' : 'not-ready';
}

function addressesOf(node: Node, proxy: ProxyConfig): readonly ExposedNodeAddress[] {
  const all = nodeIPs(node);
  return nodePortAddressesOf(node, proxy).map(({ address, answers, why }) => {
    const family = familyOf(address) ?? 'IPv4';
    return {
      address,
      type: all.find((one) => sameIp(one.address, address))?.type as NodeAddressType,
      family,
      primary: primaryNodeIP(node, family) === address,
      public: publicOf(address),
      nodePorts: answers,
      why,
    };
  });
}

/** A name may stand for any address. */
export function publicOf(address: string | null): ExposedNodeAddress['public'] {
  return address !== null && (familyOf(address) === undefined || isPublicCandidate(address)) ? 'candidate' : 'private';
}

/** Whole groups are named by number, so that a set is as long as what tells its nodes apart from others. */
function setOf(parts: readonly NodesBut[], groupOf: ReadonlyMap<string, number>, sizes: readonly number[]): NodeSet {
  const except = new Map<number, Set<string>>();
  const named = new Map<number, Set<string>>();
  for (const part of parts) {
    const group = groupOf.get(firstOf(part)?.metadata.name ?? '') ?? 0;
    const single = part.nodes.length - part.except.size === 1;
    if (single) named.set(group, (named.get(group) ?? new Set()).add(firstOf(part)?.metadata.name ?? ''));
    else except.set(group, new Set(part.except));
  }
  for (const [group, names] of named) {
    const left = except.get(group);
    for (const name of left === undefined ? [] : names) left?.delete(name);
    if (left !== undefined) named.delete(group);
    else if (names.size === sizes[group]) {
      except.set(group, new Set());
      named.delete(group);
    }
  }
  const whole = [...except].map(([group, left]) => (sizes[group] ?? 0) - left.size);
  const names = [...named.values()].flatMap((one) => [...one]).sort();
  return {
    count: whole.reduce((sum, count) => sum + count, names.length),
    groups: [...except.keys()].sort((a, b) => a - b),
    except: [...except.values()].flatMap((one) => [...one]).sort(),
    names,
  };
}
