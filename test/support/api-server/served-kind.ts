import { ALL_KINDS, KINDS, type KindInfo } from '../../../src/model/kind.ts';
import { type ApiObject, record, records } from './api-object.ts';

/** A kind that the server has, with its name in `kind`. */
export interface ServedKind extends KindInfo {
  readonly kind: string;
}

/** `v1`, `discovery.k8s.io/v1`. */
export function groupVersion(of: { readonly group: string; readonly version: string }): string {
  return of.group === '' ? of.version : `${of.group}/${of.version}`;
}

/** `services`, `endpointslices.discovery.k8s.io`: how Status messages name a resource. */
export function groupResource(of: { readonly group: string; readonly plural: string }): string {
  return of.group === '' ? of.plural : `${of.plural}.${of.group}`;
}

const KNOWN: readonly ServedKind[] = ALL_KINDS.filter((kind) => !isCustom(KINDS[kind])).map((kind) => ({ ...KINDS[kind], kind }));

function isCustom({ custom }: KindInfo): boolean {
  return custom === true;
}

/**
 * Every kind that the server has: those of the model that every server has, those of discovery documents among the objects (APIGroupDiscoveryList,
 * APIResourceList), and those of the objects themselves, whose plurals are then guessed by the rules of English.
 */
export function servedKinds(documents: readonly unknown[], objects: readonly ApiObject[]): readonly ServedKind[] {
  const kinds = new Map<string, ServedKind>();
  const add = (kind: ServedKind) => {
    const key = `${groupVersion(kind)} ${kind.kind}`;
    if (!kinds.has(key)) kinds.set(key, kind);
  };
  KNOWN.forEach(add);
  documents.flatMap(documented).forEach(add);
  objects
    .filter(({ kind }) => kind !== undefined)
    .map(guessed)
    .forEach(add);
  return [...kinds.values()];
}

/** The `apiVersion` of an object, also where it is left out because its kind is one of the model. */
export function apiVersionOfObject({ apiVersion, kind }: ApiObject): string {
  const known = KNOWN.find((one) => one.kind === kind);
  return apiVersion ?? (known === undefined ? 'v1' : groupVersion(known));
}

function documented(document: unknown): readonly ServedKind[] {
  const { kind, groupVersion: version, resources, items } = record(document);
  if (kind === 'APIResourceList')
    return records(resources)
      .filter(isObject)
      .map((one) => ofResourceList(String(version), one));
  if (kind !== 'APIGroupDiscoveryList') return [];
  return records(items).flatMap((group) =>
    records(group['versions']).flatMap((one) =>
      records(one['resources']).map((resource) =>
        ofAggregated(String(record(group['metadata'])['name'] ?? ''), String(one['version']), resource),
      ),
    ),
  );
}

/** Subresources and what can only be created (TokenReview) are not objects that a server lists. */
function isObject(resource: Readonly<Record<string, unknown>>): boolean {
  return !String(resource['name']).includes('/');
}

function ofResourceList(apiVersion: string, resource: Readonly<Record<string, unknown>>): ServedKind {
  return {
    ...split(apiVersion),
    kind: String(resource['kind']),
    plural: String(resource['name']),
    singular: String(resource['singularName']),
    shortNames: strings(resource['shortNames']),
    namespaced: resource['namespaced'] === true,
  };
}

function ofAggregated(group: string, version: string, resource: Readonly<Record<string, unknown>>): ServedKind {
  return {
    group,
    version,
    kind: String(record(resource['responseKind'])['kind']),
    plural: String(resource['resource']),
    singular: String(resource['singularResource']),
    shortNames: strings(resource['shortNames']),
    namespaced: resource['scope'] === 'Namespaced',
  };
}

function guessed(object: ApiObject): ServedKind {
  const kind = object.kind ?? '';
  const singular = kind.toLowerCase();
  return {
    ...split(apiVersionOfObject(object)),
    kind,
    plural: pluralOf(singular),
    singular,
    shortNames: [],
    namespaced: object.metadata.namespace !== undefined,
  };
}

function pluralOf(singular: string): string {
  if (/(s|x|ch|sh)$/.test(singular)) return `${singular}es`;
  return /[^aeiou]y$/.test(singular) ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}

function split(apiVersion: string): { readonly group: string; readonly version: string } {
  const [first = '', second] = apiVersion.split('/');
  return second === undefined ? { group: '', version: first } : { group: first, version: second };
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
