import { ALL_KINDS, KINDS, type Kind } from '../model/kind.ts';
import type { Gap, Listing } from '../model/listing.ts';
import type { Resource } from '../model/resources/index.ts';
import type { ClusterSnapshot, Reading } from '../model/snapshot.ts';
import { servedBy } from './discovery.ts';
import type { InputProblem } from './documents.ts';
import { project } from './kinds/index.ts';
import { MalformedObject } from './kinds/raw.ts';

/** What the caller says about its objects. */
export interface ObjectsOptions {
  /** Kinds of which the objects given are all there are: `true` for every kind. */
  readonly complete?: true | readonly Kind[];
  /** The namespace of objects that name none; `default` when left out. */
  readonly namespace?: string;
  /** The moment that counts as now (RFC 3339); the clock's when left out. */
  readonly takenAt?: string;
  /** Parts of the input that could not be used: what they held is unknown, so that no kind is complete. */
  readonly problems?: readonly InputProblem[];
}

/**
 * Reads raw API objects: single ones, Lists and typed Lists of them. A kind is complete when the objects hold one of it or a typed List of
 * it, or when `complete` says so; any other kind is unknown, or not served where a discovery document among the objects says that. Objects
 * that are malformed become gaps that name kind, object and field. Of two objects with one name the last counts. Kinds and versions that
 * no question reads are passed over.
 */
export function readObjects(objects: readonly unknown[], options: ObjectsOptions = {}): ClusterSnapshot {
  const { namespace = 'default', problems = [], takenAt = new Date().toISOString() } = options;
  const collected = collect(objects, namespace);
  const served = servedBy(objects);
  const said = new Set<Kind>(options.complete === true ? ALL_KINDS : (options.complete ?? []));
  const broken = problems.map(({ file, message }) => `${file}: ${message}`);

  const listing = (kind: Kind): Listing<Resource> => {
    const { items, gaps, named } = collected.get(kind) ?? NOTHING;
    const found = [...items.values()];
    if (!named && !said.has(kind)) return { state: 'unknown', gaps: [served(kind) === false ? notServed(kind) : notGiven(kind)] };
    const missing = [...gaps, ...broken.map((message): Gap => ({ kind, scope: {}, reason: 'invalid', message }))];
    return missing.length === 0 ? { state: 'complete', items: found } : { state: 'partial', items: found, gaps: missing };
  };
  const readings: readonly Reading[] = ALL_KINDS.map((kind) => ({ need: { kind }, listing: listing(kind) }));
  return { takenAt, readings };
}

/** What the objects hold of one kind; `named` when the kind occurs at all. */
interface Collected {
  readonly items: ReadonlyMap<string, Resource>;
  readonly gaps: readonly Gap[];
  readonly named: boolean;
}

const NOTHING: Collected = { items: new Map(), gaps: [], named: false };

function collect(objects: readonly unknown[], namespace: string): ReadonlyMap<Kind, Collected> {
  const found = new Map<Kind, { items: Map<string, Resource>; gaps: Gap[]; named: true }>();
  const of = (kind: Kind) => {
    const known = found.get(kind) ?? { items: new Map<string, Resource>(), gaps: [], named: true };
    found.set(kind, known);
    return known;
  };
  const add = (raw: unknown, kind: Kind) => {
    const own = of(kind);
    try {
      const item = project(kind, KINDS[kind].namespaced ? withNamespace(raw, namespace) : raw);
      own.items.set(`${item.metadata.namespace ?? ''}/${item.metadata.name}`, item);
    } catch (error) {
      if (!(error instanceof MalformedObject)) throw error;
      own.gaps.push({ kind, scope: {}, reason: 'invalid', message: `${kind} ${nameIn(raw)}: ${error.message}` });
    }
  };
  const visit = (raw: unknown) => {
    const list = listOf(raw);
    if (list === undefined) {
      const kind = kindOf(raw);
      if (kind !== undefined) add(raw, kind);
      return;
    }
    const { kind, items } = list;
    if (kind === undefined) {
      items.forEach(visit);
      return;
    }
    of(kind);
    for (const item of items) add(item, kind);
  };
  objects.forEach(visit);
  return found;
}

function notGiven(kind: Kind): Gap {
  return gap(kind, 'not-read', `the input has no ${KINDS[kind].plural} and does not say that there are none (--complete)`);
}

function notServed(kind: Kind): Gap {
  return gap(kind, 'not-served', `the server does not have ${KINDS[kind].plural}`);
}

function gap(kind: Kind, reason: Gap['reason'], message: string): Gap {
  return { kind, scope: {}, reason, message };
}

interface TypeMeta {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly items?: unknown;
  readonly metadata?: unknown;
}

/** The kind of an object, if it is one that we know in a version that we read: an older version has other fields. */
function kindOf(raw: unknown): Kind | undefined {
  const { apiVersion, kind } = (raw ?? {}) as TypeMeta;
  return ALL_KINDS.find((known) => known === kind && apiVersion === versionOf(known));
}

function versionOf(kind: Kind): string {
  const { group, version } = KINDS[kind];
  return group === '' ? version : `${group}/${version}`;
}

function listOf(raw: unknown): { readonly items: readonly unknown[]; readonly kind?: Kind } | undefined {
  const { apiVersion, kind, items } = (raw ?? {}) as TypeMeta;
  if (typeof kind !== 'string' || !kind.endsWith('List') || !(Array.isArray(items) || items === null)) return undefined;
  const itemKind = kindOf({ apiVersion, kind: kind.slice(0, -'List'.length) });
  const all = items ?? [];
  return itemKind === undefined ? { items: all } : { items: all, kind: itemKind };
}

function withNamespace(raw: unknown, namespace: string): unknown {
  const { metadata } = (raw ?? {}) as TypeMeta;
  if (typeof metadata !== 'object' || metadata === null || (metadata as { namespace?: unknown }).namespace !== undefined) return raw;
  return { ...(raw as object), metadata: { ...metadata, namespace } };
}

function nameIn(raw: unknown): string {
  const { metadata } = (raw ?? {}) as TypeMeta;
  const { namespace, name } = (metadata ?? {}) as { readonly namespace?: unknown; readonly name?: unknown };
  return [namespace, name].filter((part) => typeof part === 'string').join('/') || '(without a name)';
}
