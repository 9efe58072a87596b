import { apiVersionOf, KINDS, type Kind, versionsOf } from '../model/kind.ts';

/** What a raw value turns out to be. */
export type Content =
  | { readonly is: 'object'; readonly kind: Kind; readonly raw: object }
  /** An object of a kind that we know, in a version that has other fields. */
  | { readonly is: 'other version'; readonly kind: Kind; readonly raw: object; readonly apiVersion: string }
  /** A List; `kind` where it holds that kind alone, `cutOff` where the server has more. */
  | { readonly is: 'list'; readonly kind?: Kind; readonly items: readonly unknown[]; readonly cutOff: boolean }
  /** A discovery document: says what is served. */
  | { readonly is: 'discovery'; readonly raw: object }
  /** A kind that no question reads, or a version document. */
  | { readonly is: 'nothing to us' }
  | { readonly is: 'malformed'; readonly kind?: Kind; readonly message: string };

const DISCOVERY = new Set<unknown>(['APIResourceList', 'APIGroupDiscoveryList', 'APIGroupList']);

/**
 * Groups that serve, or once served, the same objects as our kinds under another name.
 * Source: kubernetes.io, "Deprecated API Migration Guide" (extensions went in 1.16 and 1.22); KEP-383 for events.k8s.io.
 */
const OTHER_GROUPS: { readonly [K in Kind]?: string } = {
  Deployment: 'extensions',
  ReplicaSet: 'extensions',
  Ingress: 'extensions',
  Event: 'events.k8s.io',
};

interface Fields {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly items?: unknown;
  readonly gitVersion?: unknown;
  readonly metadata?: { readonly continue?: unknown } | null;
}

/**
 * Sorts a raw value by its apiVersion and kind. An object that leaves out its apiVersion counts as one of ours (items of a List may do so);
 * items of a typed List get its kind and apiVersion where they name none.
 */
export function contentOf(raw: unknown): Content {
  const { kind, apiVersion } = fieldsOf(raw);
  if (typeof kind !== 'string' || !isObject(raw)) {
    const message = whyNoObject(raw);
    return message === undefined ? { is: 'nothing to us' } : { is: 'malformed', message };
  }
  if (DISCOVERY.has(kind)) return { is: 'discovery', raw };
  if (kind === 'List') return listOf(raw);
  const single = kind.endsWith('List') ? kind.slice(0, -'List'.length) : kind;
  const known = kindOf(single, apiVersion);
  if (known === undefined) return { is: 'nothing to us' };
  if (single !== kind) return listOf(raw, known);
  const isRead = versionsOf(known).some((version) => (apiVersion ?? apiVersionOf(known)) === apiVersionOf(known, version));
  if (isRead) return { is: 'object', kind: known, raw };
  return { is: 'other version', kind: known, raw, apiVersion: String(apiVersion) };
}

/** Why a value is no document of the Kubernetes API; undefined for one that is. Version documents have no kind, and all others do. */
export function whyNoObject(raw: unknown): string | undefined {
  if (!isObject(raw))
    return `not a Kubernetes object: expected an object, got ${Array.isArray(raw) ? 'a list' : JSON.stringify(raw)?.slice(0, 40)}`;
  const { kind, gitVersion } = fieldsOf(raw);
  return typeof kind === 'string' || typeof gitVersion === 'string' ? undefined : "not a Kubernetes object: Object 'Kind' is missing";
}

function listOf(raw: Fields, kind?: Kind): Content {
  const { items, apiVersion, metadata } = raw;
  const own = kind === undefined ? {} : { kind };
  if (items !== null && !Array.isArray(items)) return { is: 'malformed', ...own, message: `${String(raw.kind)}: items: expected a list` };
  const all: readonly unknown[] = items ?? [];
  return {
    is: 'list',
    ...own,
    items: kind === undefined ? all : all.map((item) => (isObject(item) ? { apiVersion, kind, ...item } : item)),
    cutOff: (metadata?.continue ?? '') !== '',
  };
}

/** Our kind of that name, if the group is one that holds it: a Service of serving.knative.dev is none of ours. */
function kindOf(name: string, apiVersion: unknown): Kind | undefined {
  if (!Object.hasOwn(KINDS, name)) return undefined;
  const kind = name as Kind;
  const [, group = ''] = String(apiVersion ?? apiVersionOf(kind))
    .split('/')
    .reverse();
  const groups: readonly unknown[] = [KINDS[kind].group, OTHER_GROUPS[kind]];
  return groups.includes(group) ? kind : undefined;
}

function fieldsOf(raw: unknown): Fields {
  return isObject(raw) ? raw : {};
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
