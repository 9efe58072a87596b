import type { Scope } from './listing.ts';
import type { Resource } from './resources/index.ts';
import type { MetadataOnly } from './resources/metadata.ts';
import { selects } from './values/label-selector.ts';

/** An object, or its metadata alone. */
export type Item = Resource | MetadataOnly;

/** The items of a list that a scope asks for, in the order of the list. */
export type ItemIndex = (scope: Scope) => readonly Item[];

/**
 * Finds items by what a scope asks for without going through all of them each time: by namespace, and there by name, by a label and by a
 * field, each grouped when it is first asked for. A question that is asked once for each object of a cluster so stays linear.
 */
export function indexItems(items: readonly Item[]): ItemIndex {
  const groupings = new Map<string, ReadonlyMap<unknown, readonly Item[]>>();
  const namespaces = new Map<unknown, ItemIndex>();

  const withValue = (grouping: string, value: unknown, readFrom: (item: Item) => unknown) => {
    const known = groupings.get(grouping) ?? groupsOf(items, readFrom);
    groupings.set(grouping, known);
    return known.get(value) ?? [];
  };
  const within = (namespace: string): ItemIndex => {
    const known = namespaces.get(namespace) ?? indexItems(withValue('namespace', namespace, (item) => item.metadata.namespace));
    namespaces.set(namespace, known);
    return known;
  };

  return ({ namespace, ...scope }) => {
    if (namespace !== undefined) return within(namespace)(scope);
    const { name, labels = [], fields = {} } = scope;
    const candidates = [
      ...(name === undefined ? [] : [withValue('name', name, (item) => item.metadata.name)]),
      ...Object.entries(fields).map(([path, value]) => withValue(`field ${path}`, value, (item) => fieldOf(item, path))),
      ...labels
        .filter(({ operator, values }) => operator === 'In' && values.length === 1)
        .map(({ key, values: [value] }) => withValue(`label ${key}`, value, (item) => item.metadata.labels[key])),
    ];
    const requirements = (name === undefined ? 0 : 1) + Object.keys(fields).length + labels.length;
    if (requirements === 0) return items;
    const fewest = candidates.reduce((best, one) => (one.length < best.length ? one : best), items);
    // The group of the only requirement holds what it asks for, and nothing else.
    return requirements === 1 && candidates.length === 1 ? fewest : fewest.filter((item) => isInScope(item, scope));
  };
}

function groupsOf(items: readonly Item[], readFrom: (item: Item) => unknown): ReadonlyMap<unknown, readonly Item[]> {
  const groups = new Map<unknown, Item[]>();
  for (const item of items) {
    const value = readFrom(item);
    const group = groups.get(value);
    if (group === undefined) groups.set(value, [item]);
    else group.push(item);
  }
  return groups;
}

function isInScope(item: Item, { name, labels, fields }: Omit<Scope, 'namespace'>): boolean {
  const { metadata } = item;
  return (
    (name === undefined || metadata.name === name) &&
    (labels === undefined || selects(labels, metadata.labels)) &&
    Object.entries(fields ?? {}).every(([path, value]) => fieldOf(item, path) === value)
  );
}

function fieldOf(item: object, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], item);
}
