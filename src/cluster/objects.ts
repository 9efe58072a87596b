import { ALL_KINDS, KINDS, type Kind } from '../model/kind.ts';
import type { Gap, Listing } from '../model/listing.ts';
import type { Resource } from '../model/resources/index.ts';
import type { ClusterSnapshot, Reading } from '../model/snapshot.ts';
import { project } from './kinds/index.ts';
import { MalformedObject } from './kinds/raw.ts';

/** What the caller says about its objects. */
export interface ObjectsOptions {
  /** Kinds of which the objects given are all there are: `true` for every kind. */
  readonly complete?: true | readonly Kind[];
  /** The moment that the objects show (RFC 3339); now when left out. */
  readonly takenAt?: string;
}

/**
 * Reads raw API objects: single ones, Lists and typed Lists of them. A kind is complete when the objects hold one of it or a typed
 * List of it, or when `complete` says so; any other kind is unknown. Objects that are malformed become gaps of their kind.
 */
export function readObjects(objects: readonly unknown[], options: ObjectsOptions = {}): ClusterSnapshot {
  const items = new Map<Kind, Map<string, Resource>>();
  const gaps = new Map<Kind, Gap[]>();
  const complete = new Set<Kind>(options.complete === true ? ALL_KINDS : (options.complete ?? []));

  const add = (raw: unknown, kindOfList?: Kind) => {
    const kind = kindOfList ?? kindOf(raw);
    if (kind === undefined) return;
    complete.add(kind);
    try {
      const item = project(kind, raw);
      const byName = items.get(kind) ?? new Map<string, Resource>();
      byName.set(`${item.metadata.namespace ?? ''}/${item.metadata.name}`, item);
      items.set(kind, byName);
    } catch (error) {
      if (!(error instanceof MalformedObject)) throw error;
      gaps.set(kind, [...(gaps.get(kind) ?? []), { kind, scope: {}, reason: 'invalid', message: error.message }]);
    }
  };

  for (const object of objects) {
    const listed = listOf(object);
    if (listed === undefined) {
      add(object);
      continue;
    }
    if (listed.kind !== undefined) complete.add(listed.kind);
    for (const item of listed.items) add(item, listed.kind);
  }

  const listing = (kind: Kind): Listing<Resource> => {
    const found = [...(items.get(kind)?.values() ?? [])];
    const invalid = gaps.get(kind) ?? [];
    if (!complete.has(kind)) return { state: 'unknown', gaps: [notGiven(kind)] };
    return invalid.length === 0 ? { state: 'complete', items: found } : { state: 'partial', items: found, gaps: invalid };
  };
  const readings: Reading[] = ALL_KINDS.map((kind) => ({ need: { kind }, listing: listing(kind) }));
  return { takenAt: options.takenAt ?? new Date().toISOString(), readings };
}

function notGiven(kind: Kind): Gap {
  return {
    kind,
    scope: {},
    reason: 'not-read',
    message: `the input has no ${KINDS[kind].plural} and does not say that there are none (--complete)`,
  };
}

interface TypeMeta {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly items?: unknown;
}

function kindOf(raw: unknown): Kind | undefined {
  const { apiVersion, kind } = (raw ?? {}) as TypeMeta;
  return ALL_KINDS.find((known) => known === kind && groupOf(apiVersion) === KINDS[known].group);
}

function groupOf(apiVersion: unknown): string {
  return typeof apiVersion === 'string' && apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}

function listOf(raw: unknown): { readonly items: readonly unknown[]; readonly kind?: Kind } | undefined {
  const { apiVersion, kind, items } = (raw ?? {}) as TypeMeta;
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) return undefined;
  const itemKind = kindOf({ apiVersion, kind: kind.slice(0, -'List'.length) });
  return itemKind === undefined ? { items } : { items, kind: itemKind };
}
