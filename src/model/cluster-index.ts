import { type Item, type ItemIndex, indexItems } from './item-index.ts';
import type { Kind } from './kind.ts';
import { describeNeed, type Gap, gapsOf, type Listing, type Lookup, mapListing, type Need, type Scope } from './listing.ts';
import type { Resource } from './resources/index.ts';
import type { Metadata, MetadataOnly } from './resources/metadata.ts';
import type { ClusterSnapshot, Reading } from './snapshot.ts';
import { formatSelector } from './values/label-selector.ts';

/**
 * Answers questions over a snapshot, three-valued: a listing that nobody read is unknown, never empty.
 * Items come sorted by namespace and name, so that the order of the input never changes an answer.
 */
export interface ClusterIndex {
  /** When the snapshot was read (RFC 3339). */
  readonly takenAt: string;
  /** The objects of a kind in a scope. */
  list<K extends Kind>(kind: K, scope?: Scope): Listing<Resource<K>>;
  /** The same, when names and labels suffice: also answered by readings of metadata alone. */
  metadata(kind: Kind, scope?: Scope): Listing<MetadataOnly>;
  /** One object by name; `namespace` is left out for kinds of cluster scope. */
  get<K extends Kind>(kind: K, name: string, namespace?: string): Lookup<Resource<K>>;
  /** Every object of a kind that some reading holds, whether or not there are more: for looking up who has an address. */
  known<K extends Kind>(kind: K): readonly Resource<K>[];
  /** Whether a need was read already, by itself or as part of something larger, whatever came of it. */
  covers(need: Need): boolean;
}

/**
 * Indexes a snapshot.
 * @param onRead is told of each kind that is asked for: the rule harness proves with it what a rule reads.
 */
export function indexSnapshot(snapshot: ClusterSnapshot, onRead: (kind: Kind) => void = () => {}): ClusterIndex {
  const known = new Map<Kind, readonly Item[]>();
  const readingsOf = (kind: Kind) => snapshot.readings.filter((reading) => reading.need.kind === kind);
  const fullReadingsOf = (kind: Kind) => readingsOf(kind).filter((reading) => reading.need.only === undefined);
  const covering = (need: Need) => readingsOf(need.kind).filter((reading) => covers(reading.need, need));

  const answer = (need: Need): Listing<Item> => {
    const best = covering(need).sort((a, b) => RANK[a.listing.state] - RANK[b.listing.state])[0];
    if (best === undefined) return { state: 'unknown', gaps: [notRead(need)] };
    return mapListing(best.listing, () => itemsOf(best)(need));
  };

  return {
    takenAt: snapshot.takenAt,
    list(kind, scope = {}) {
      onRead(kind);
      return answer({ kind, ...scope }) as Listing<Resource<typeof kind>>;
    },
    metadata(kind, scope = {}) {
      onRead(kind);
      return answer({ kind, only: 'metadata', ...scope });
    },
    get(kind, name, namespace) {
      onRead(kind);
      const scope = namespace === undefined ? { name } : { namespace, name };
      const item = fullReadingsOf(kind)
        .map((reading) => itemsOf(reading)(scope)[0])
        .findLast((one) => one !== undefined);
      if (item !== undefined) return { state: 'found', item: item as Resource<typeof kind> };
      const listing = answer({ kind, ...scope });
      return listing.state === 'complete' ? { state: 'absent' } : { state: 'unknown', gaps: gapsOf(listing) };
    },
    known(kind) {
      onRead(kind);
      const items = known.get(kind) ?? distinct(fullReadingsOf(kind).flatMap((reading) => itemsOf(reading)({})));
      known.set(kind, items);
      return items as readonly unknown[] as readonly Resource<typeof kind>[];
    },
    covers: (need) => covering(need).length > 0,
  };
}

const indexed = new WeakMap<readonly Item[], ItemIndex>();

const NO_ITEMS: readonly Item[] = [];

/** The items of a reading, sorted and indexed once, however many readings hold them. */
function itemsOf({ listing }: Reading): ItemIndex {
  const items = listing.state === 'unknown' ? NO_ITEMS : listing.items;
  const known = indexed.get(items);
  if (known !== undefined) return known;
  const sorted = sortedByName(items);
  const index = indexItems(sorted);
  // Both: a reading that is made of what the index answers holds the sorted ones.
  for (const list of [items, sorted]) indexed.set(list, index);
  return index;
}

const RANK = { complete: 0, partial: 1, unknown: 2 } as const;

/** Whether everything that `need` asks for was asked for by `read`. */
function covers(read: Need, need: Need): boolean {
  return (
    (read.only === undefined || need.only === 'metadata') &&
    (read.namespace === undefined || read.namespace === need.namespace) &&
    (read.name === undefined || read.name === need.name) &&
    (read.labels === undefined || (need.labels !== undefined && formatSelector(read.labels) === formatSelector(need.labels))) &&
    Object.entries(read.fields ?? {}).every(([path, value]) => need.fields?.[path] === value)
  );
}

function notRead(need: Need): Gap {
  const { kind, only: _only, ...scope } = need;
  return { kind, scope, reason: 'not-read', message: `${describeNeed(need)}: not read` };
}

function keyOf({ namespace, name }: Pick<Metadata, 'namespace' | 'name'>): string {
  return `${namespace ?? ''}/${name}`;
}

/** Each object once, as the last reading has it. */
function distinct(items: readonly Item[]): readonly Item[] {
  return [...new Map(items.map((item) => [keyOf(item.metadata), item])).values()];
}

function sortedByName(items: readonly Item[]): readonly Item[] {
  const keyed = items.map((item) => ({ item, key: keyOf(item.metadata) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key))).map(({ item }) => item);
}
