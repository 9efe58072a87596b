import type { ApiObject } from './api-object.ts';

/** Objects of one kind that are made when they are asked for. `make` gets 0 … count-1; that order is the order of lists. */
export interface Generated {
  readonly count: number;
  make(index: number): object;
}

/** All objects of one kind, by their place in lists, by namespace and by name. */
export interface Collection {
  readonly count: number;
  at(index: number): ApiObject;
  /** The places of a namespace's objects, ascending. */
  inNamespace(namespace: string): readonly number[];
  /** One object; `namespace` is '' for a kind without namespaces. */
  find(namespace: string, name: string): ApiObject | undefined;
}

/** A collection of objects held in memory, in the order of etcd's keys: by namespace, then by name. */
export function heldCollection(objects: readonly ApiObject[]): Collection {
  const byKey = new Map(objects.map((object) => [keyOf(object), object] as const));
  const sorted = [...byKey.keys()].sort().flatMap((key) => byKey.get(key) ?? []);
  return generatedCollection({ count: sorted.length, make: (index) => sorted[index] as ApiObject });
}

/** A collection that holds no object; names are indexed when the first request needs them, which makes every object once. */
export function generatedCollection({ count, make }: Generated): Collection {
  const at = (index: number) => make(index) as ApiObject;
  let indexed: Index | undefined;
  const index = () => {
    indexed ??= indexOf(count, at);
    return indexed;
  };
  return {
    count,
    at,
    inNamespace: (namespace) => index().namespaces.get(namespace) ?? [],
    find: (namespace, name) => {
      const place = index().places.get(key(namespace, name));
      return place === undefined ? undefined : at(place);
    },
  };
}

interface Index {
  readonly places: ReadonlyMap<string, number>;
  readonly namespaces: ReadonlyMap<string, readonly number[]>;
}

function indexOf(count: number, at: (index: number) => ApiObject): Index {
  const places = new Map<string, number>();
  const namespaces = new Map<string, number[]>();
  for (let place = 0; place < count; place++) {
    const { metadata } = at(place);
    const namespace = metadata.namespace ?? '';
    const inNamespace = namespaces.get(namespace) ?? [];
    namespaces.set(namespace, inNamespace);
    inNamespace.push(place);
    places.set(key(namespace, metadata.name), place);
  }
  return { places, namespaces };
}

function keyOf({ metadata }: ApiObject): string {
  return key(metadata.namespace ?? '', metadata.name);
}

function key(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}
