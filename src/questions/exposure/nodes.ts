import { isVirtualNode } from '../../audit/facts/node-state.ts';
import type { NodesBut } from '../../engines/open-ports/index.ts';
import { nodePortAddressesOf, type ProxyConfig } from '../../engines/service/index.ts';
import type { ExposedNode, ExposedNodeAddress, NodeAddressTraits, NodeAddressType, NodeSet } from '../../model/exposure-report.ts';
import { isNodeReady, type Node, nodeIPs, primaryNodeIP, zoneOf } from '../../model/resources/node.ts';
import { conditionOf } from '../../model/resources/pod.ts';
import { familyOf, sameIp } from '../../model/values/ip.ts';
import { isPublicCandidate } from '../../model/values/public-address.ts';
import { nodeGroups, writeSets } from './node-sets.ts';

/** The nodes of an inventory: what they are, and what tells them apart. */
export interface InventoryNodes {
  readonly nodes: readonly Node[];
  readonly exposed: readonly ExposedNode[];
  /** The addresses of a node, in the order of `nodePortAddressesOf`. */
  addressesOf(node: Node): readonly ExposedNodeAddress[];
  /** What is told of an address: one object for all of which it is the same. */
  traitsOf(address: ExposedNodeAddress): NodeAddressTraits;
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
  const groups = nodeGroups(nodes, (node) => JSON.stringify([zoneOf(node.metadata.labels) ?? null, tellApart(node)]));
  return {
    nodes,
    exposed: nodes.map((node) => {
      const { name } = node.metadata;
      return { name, group: groups.groupOf.get(name) ?? 0, state: stateOf(node), addresses: described.get(node)?.addresses ?? [] };
    }),
    traitsOf: sharedTraits(),
    addressesOf: (node) => described.get(node)?.addresses ?? [],
    tellApart,
    doubtAbout: (node) => DOUBTS[stateOf(node)],
    setOf: writeSets(groups),
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

function sharedTraits(): (address: ExposedNodeAddress) => NodeAddressTraits {
  const byText = new Map<string, NodeAddressTraits>();
  const byAddress = new Map<ExposedNodeAddress, NodeAddressTraits>();
  return (on) => {
    const known = byAddress.get(on);
    if (known !== undefined) return known;
    const { address: _address, why: _why, ...traits } = on;
    const text = JSON.stringify(traits);
    const shared = byText.get(text) ?? traits;
    byText.set(text, shared);
    byAddress.set(on, shared);
    return shared;
  };
}

/** A name may stand for any address. */
export function publicOf(address: string | null): ExposedNodeAddress['public'] {
  return address !== null && (familyOf(address) === undefined || isPublicCandidate(address)) ? 'candidate' : 'private';
}
