import { type ApiObject, record, records } from './api-object.ts';
import { type Collection, type Generated, generatedCollection, heldCollection } from './collection.ts';
import { grouped } from './grouped.ts';
import { apiVersionOfObject, groupVersion, type ServedKind, servedKinds } from './served-kind.ts';

/** Everything that the server has: its kinds, in the order of discovery, with their objects. */
export interface Store {
  readonly kinds: readonly ServedKind[];
  readonly version: object;
  collection(kind: ServedKind): Collection;
}

/** What a store is made of. */
export interface StoreOptions {
  readonly objects: readonly unknown[];
  readonly generated: Readonly<Record<string, Generated>>;
  /** Plurals of kinds that the server does not have at all, or not in a version: `referencegrants.v1`. */
  readonly unserved: readonly string[];
}

const VERSION = { major: '1', minor: '36', gitVersion: 'v1.36.2', gitTreeState: 'clean', compiler: 'gc', platform: 'linux/amd64' };

/**
 * Sorts objects into collections. Lists are flattened; objects of namespaced kinds that name no namespace are in `default`. What has no
 * metadata.name is a document about the server: discovery documents add kinds, a version document is what /version answers.
 */
export function storeOf({ objects, generated, unserved }: StoreOptions): Store {
  const flat = objects.flatMap((object) => flatten(object));
  const named = flat.filter(isNamed);
  const documents = flat.filter((object) => !isNamed(object));
  const samples = Object.values(generated)
    .flatMap(({ count, make }) => (count > 0 ? [make(0)] : []))
    .filter(isNamed);
  const all = servedKinds(documents, [...named, ...samples]);
  const byKind = grouped(named, kindKey);
  const collections = new Map<ServedKind, Collection>();
  const collection = (kind: ServedKind) => {
    const own = generated[kind.plural];
    const held = () =>
      (byKind.get(`${groupVersion(kind)} ${kind.kind}`) ?? []).map((object) => (kind.namespaced ? withNamespace(object) : object));
    const known = collections.get(kind) ?? (own === undefined ? heldCollection(held()) : generatedCollection(own));
    collections.set(kind, known);
    return known;
  };
  return {
    kinds: all.filter(({ plural, version }) => !unserved.includes(plural) && !unserved.includes(`${plural}.${version}`)),
    version: record(documents.find((document) => 'gitVersion' in record(document)) ?? VERSION),
    collection,
  };
}

function flatten(value: unknown): readonly unknown[] {
  const { kind, apiVersion, items } = record(value);
  const isDiscovery = kind === 'APIGroupDiscoveryList';
  if (!Array.isArray(items) || isDiscovery) return [value];
  const typed = typeof kind === 'string' && kind !== 'List' ? { apiVersion, kind: kind.slice(0, -'List'.length) } : {};
  return records(items).flatMap((item) => flatten({ ...typed, ...item }));
}

function isNamed(value: unknown): value is ApiObject {
  return typeof record(record(value)['metadata'])['name'] === 'string';
}

function kindKey(object: ApiObject): string {
  return `${apiVersionOfObject(object)} ${object.kind}`;
}

function withNamespace(object: ApiObject): ApiObject {
  const { namespace = 'default' } = object.metadata;
  return { ...object, metadata: { ...object.metadata, namespace } };
}
