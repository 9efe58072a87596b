import { type Node, zoneOf } from '../../model/resources/node.ts';
import { nodePortAddressesOf, type ProxyConfig } from '../service/index.ts';

/** All of `nodes` but those that are named: many sets that differ in few nodes share one list. */
export interface NodesBut {
  readonly nodes: readonly Node[];
  readonly except: ReadonlySet<string>;
}

/** The nodes of a cluster, and which of them nothing but their names, or their names and zones, tells apart. */
export interface AlikeNodes {
  readonly byName: ReadonlyMap<string, Node>;
  /** All nodes that are not named, those alike together; with `byZone` only those of one zone are. */
  others(named: ReadonlySet<string>, byZone: boolean): readonly NodesBut[];
}

/**
 * Puts nodes together whose addresses answer NodePorts alike, each at its own place in the list.
 * @param tellApart what else tells nodes apart
 */
export function alikeNodes(nodes: readonly Node[], proxy: ProxyConfig, tellApart: (node: Node) => string): AlikeNodes {
  const traits = new Map(
    nodes.map((node) => [
      node,
      JSON.stringify([tellApart(node), nodePortAddressesOf(node, proxy).map(({ answers, why }) => [answers, why])]),
    ]),
  );
  const plain = classesOf(nodes, (node) => traits.get(node) ?? '');
  const zoned = classesOf(nodes, (node) => JSON.stringify([traits.get(node), zoneOf(node.metadata.labels)]));
  return {
    byName: new Map(nodes.map((node) => [node.metadata.name, node])),
    others(named, byZone) {
      const { classes, classOf } = byZone ? zoned : plain;
      const excepted = new Map<readonly Node[], Set<string>>();
      for (const name of named) {
        const alike = classOf.get(name);
        if (alike !== undefined) excepted.set(alike, (excepted.get(alike) ?? new Set()).add(name));
      }
      return classes
        .map((alike) => ({ nodes: alike, except: excepted.get(alike) ?? NOBODY }))
        .filter((rest) => rest.nodes.length > rest.except.size);
    },
  };
}

interface Classes {
  readonly classes: readonly (readonly Node[])[];
  readonly classOf: ReadonlyMap<string, readonly Node[]>;
}

function classesOf(nodes: readonly Node[], keyOf: (node: Node) => string): Classes {
  const groups = new Map<string, Node[]>();
  for (const node of nodes) {
    const key = keyOf(node);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [node]);
    else group.push(node);
  }
  const classes = [...groups.values()];
  return { classes, classOf: new Map(classes.flatMap((alike) => alike.map(({ metadata }) => [metadata.name, alike] as const))) };
}

/** The first node of a set; undefined where it is empty. */
export function firstOf({ nodes, except }: NodesBut): Node | undefined {
  return nodes.find(({ metadata }) => !except.has(metadata.name));
}

/** A set of one node. */
export function alone(node: Node): NodesBut {
  return { nodes: [node], except: NOBODY };
}

const NOBODY: ReadonlySet<string> = new Set();
