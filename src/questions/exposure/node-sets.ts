import { groupBy } from '../../audit/facts/group-by.ts';
import { firstOf, type NodesBut } from '../../engines/open-ports/index.ts';
import type { NodeSet } from '../../model/exposure-report.ts';
import type { Node } from '../../model/resources/node.ts';

/** Nodes by group: the number of the group that a node is in, by name, and how many nodes each has. */
export interface NodeGroups {
  readonly groupOf: ReadonlyMap<string, number>;
  readonly sizes: readonly number[];
}

/** Numbers the groups of nodes that have the same key, in the order in which they first come. */
export function nodeGroups(nodes: readonly Node[], keyOf: (node: Node) => string): NodeGroups {
  const numbers = new Map<string, number>();
  const groupOf = new Map<string, number>();
  const sizes: number[] = [];
  for (const node of nodes) {
    const key = keyOf(node);
    const group = numbers.get(key) ?? numbers.size;
    numbers.set(key, group);
    groupOf.set(node.metadata.name, group);
    sizes[group] = (sizes[group] ?? 0) + 1;
  }
  return { groupOf, sizes };
}

/**
 * Writes sets as one, each made of whole groups but for the nodes that it leaves out, or of one node. Whole groups are told by number, so that a
 * set is as long as what tells its nodes apart from others.
 */
export function writeSets({ groupOf, sizes }: NodeGroups): (parts: readonly NodesBut[]) => NodeSet {
  const known = new Map<readonly Node[], readonly number[]>();
  const numberOf = (name: string) => groupOf.get(name) ?? 0;
  const groupsOf = (nodes: readonly Node[]) => {
    const groups = known.get(nodes) ?? [...new Set(nodes.map(({ metadata }) => numberOf(metadata.name)))];
    known.set(nodes, groups);
    return groups;
  };
  return (parts) => {
    const isSingle = ({ nodes, except }: NodesBut) => nodes.length - except.size === 1;
    const single = new Set(parts.filter(isSingle).flatMap((part) => firstOf(part)?.metadata.name ?? []));
    const missing = new Map<number, Set<string>>();
    for (const part of parts.filter((one) => !isSingle(one))) {
      for (const group of groupsOf(part.nodes)) missing.set(group, new Set());
      for (const name of part.except) missing.get(numberOf(name))?.add(name);
    }
    const singles = groupBy([...single], numberOf);
    for (const [group, names] of singles) {
      if (missing.has(group)) for (const name of names) missing.get(group)?.delete(name);
      else if (names.length === sizes[group]) missing.set(group, new Set());
    }
    const groups = [...missing].filter(([group, left]) => left.size < (sizes[group] ?? 0));
    const whole = new Set(groups.map(([group]) => group));
    const names = [...single].filter((name) => !whole.has(numberOf(name))).sort();
    return {
      count: groups.reduce((sum, [group, left]) => sum + (sizes[group] ?? 0) - left.size, names.length),
      groups: [...whole].sort((a, b) => a - b),
      except: groups.flatMap(([, left]) => [...left]).sort(),
      names,
    };
  };
}
