import type { Item } from '../model/item-index.ts';
import { ALL_KINDS, apiKindOf, apiVersionOf, KINDS, type Kind, resourceInWords } from '../model/kind.ts';
import type { Gap, Listing, Need } from '../model/listing.ts';
import { describeRef, refTo } from '../model/object-ref.ts';
import type { ClusterSnapshot, ExpectedPod, SourceLocation } from '../model/snapshot.ts';
import { servedBy } from './discovery.ts';
import { expectedPods } from './expected-pods.ts';
import { project, projectMetadata } from './kinds/index.ts';
import { MalformedObject } from './kinds/raw.ts';
import { contentOf } from './raw-content.ts';

/** What the caller says about its objects. */
export interface ObjectsOptions {
  /** Kinds of which the objects given are all there are: `true` for every kind. */
  readonly complete?: true | readonly Kind[];
  /** The namespace of objects that name none; `default` when left out. */
  readonly namespace?: string;
  /** Whether Secrets are looked into, for facts about their certificates; otherwise only their metadata is taken. */
  readonly readSecrets?: boolean;
  /** The moment that counts as now (RFC 3339); the clock's when left out. */
  readonly takenAt?: string;
}

/**
 * Reads raw API objects: single ones, Lists and typed Lists of them.
 *
 * A kind is complete when the objects hold one of it or a typed List of it, or when `complete` says so. Any other kind is unknown, or not
 * served where a discovery document among the objects says that. Of two objects with one name the last counts, as when both are applied.
 * Objects that are malformed, or in a version of the API whose fields are others (extensions/v1beta1 Ingress), become gaps that name kind,
 * object and field; a List that a server cut off (`metadata.continue`) becomes a gap, too. What is no object at all leaves every kind with
 * a gap. Kinds that no question reads are passed over.
 */
export function readObjects(objects: readonly unknown[], { namespace, readSecrets, ...said }: ObjectsOptions = {}): ClusterSnapshot {
  const collector = collectObjects(namespace, readSecrets);
  for (const raw of objects) collector.add(raw);
  return collector.snapshot(said);
}

/** Reads objects as they come and keeps only what the model has of them, so that the raw ones need not be held. */
export interface ObjectCollector {
  /** One more object or List, and where it stands, if it comes from a file. What a List holds stands where the List does. */
  add(raw: unknown, source?: SourceLocation): void;
  /** What `readObjects` gives; `unusable` names what else the input held that nobody could read, so that no kind is whole. */
  snapshot(said: Omit<ObjectsOptions, 'namespace' | 'readSecrets'>, unusable?: readonly string[]): ClusterSnapshot;
}

/** A collector that has nothing yet; `namespace` is that of objects that name none, `readSecrets` whether Secrets are looked into. */
export function collectObjects(namespace = 'default', readSecrets = false): ObjectCollector {
  const found = new Map<Kind, { readonly items: Map<string, Item>; readonly gaps: Gap[] }>();
  const isClosed = (kind: Kind) => kind === 'Secret' && !readSecrets;
  const discovery: unknown[] = [];
  const strangers: string[] = [];
  const sources: Record<string, SourceLocation> = {};
  const expected = new Map<string, readonly ExpectedPod[]>();

  const of = (kind: Kind) => {
    const known = found.get(kind) ?? { items: new Map<string, Item>(), gaps: [] };
    found.set(kind, known);
    return known;
  };
  const refuse = (kind: Kind, message: string) => of(kind).gaps.push(gap(kind, 'invalid', message));
  const keep = (kind: Kind, raw: object, source: SourceLocation | undefined) => {
    const own = of(kind);
    try {
      const placed = inNamespace(kind, raw, namespace);
      const item = isClosed(kind) ? projectMetadata(placed) : project(kind, placed);
      const ref = refTo(kind, item.metadata);
      own.items.set(`${item.metadata.namespace ?? ''}/${item.metadata.name}`, item);
      if (source !== undefined) sources[describeRef(ref)] = source;
      expected.set(describeRef(ref), expectedPods(ref, item, raw));
    } catch (error) {
      if (!(error instanceof MalformedObject)) throw error;
      refuse(kind, `${kind} ${nameIn(raw)}: ${error.message}`);
    }
  };
  /** Takes in a value; what a List holds comes back, to be taken in as well. */
  const take = (raw: unknown, source: SourceLocation | undefined): readonly unknown[] => {
    const content = contentOf(raw);
    switch (content.is) {
      case 'object':
        keep(content.kind, content.raw, source);
        return [];
      case 'other version':
        refuse(
          content.kind,
          `${content.kind} ${nameIn(content.raw)}: ${content.apiVersion} is not read, only ${apiVersionOf(content.kind)}`,
        );
        return [];
      case 'list':
        if (content.kind !== undefined) {
          of(content.kind);
          if (content.cutOff) refuse(content.kind, `${apiKindOf(content.kind)}List: metadata.continue: the server had more`);
        }
        return content.items;
      case 'discovery':
        discovery.push(content.raw);
        return [];
      case 'malformed':
        if (content.kind === undefined) strangers.push(content.message);
        else refuse(content.kind, content.message);
        return [];
      case 'nothing to us':
        return [];
    }
  };

  return {
    add(raw, source) {
      // A loop, not a recursion: nothing limits how deep Lists nest.
      const pending = [raw];
      while (pending.length > 0) {
        for (const item of take(pending.pop(), source).toReversed()) pending.push(item);
      }
    },
    snapshot({ complete = [], takenAt = new Date().toISOString() }, unusable = []) {
      const served = servedBy(discovery);
      const broken = [...unusable, ...strangers];
      const listing = (kind: Kind): Listing<Item> => {
        const own = found.get(kind);
        if (own === undefined && served(kind) === false) return { state: 'unknown', gaps: [notServed(kind)] };
        if (own === undefined && complete !== true && !complete.includes(kind)) return { state: 'unknown', gaps: [notGiven(kind)] };
        const items = [...(own?.items.values() ?? [])];
        const gaps = [...(own?.gaps ?? []), ...broken.map((message) => gap(kind, 'invalid', message))];
        return gaps.length === 0 ? { state: 'complete', items } : { state: 'partial', items, gaps };
      };
      const needOf = (kind: Kind): Need => (isClosed(kind) ? { kind, only: 'metadata' } : { kind });
      const readings = ALL_KINDS.map((kind) => ({ need: needOf(kind), listing: listing(kind) }));
      const pods = [...expected.values()].flat();
      const saysNothingOfPods = !found.has('Pod') && complete !== true && !complete.includes('Pod');
      return {
        takenAt,
        readings,
        ...(Object.keys(sources).length === 0 ? {} : { sources }),
        ...(saysNothingOfPods && pods.length > 0 ? { expectedPods: pods } : {}),
      };
    },
  };
}

function notGiven(kind: Kind): Gap {
  return gap(kind, 'not-read', `the input has no ${resourceInWords(kind)} and does not say that there are none (--complete)`);
}

function notServed(kind: Kind): Gap {
  return gap(kind, 'not-served', `the server does not have ${resourceInWords(kind)}`);
}

function gap(kind: Kind, reason: Gap['reason'], message: string): Gap {
  return { kind, scope: {}, reason, message };
}

interface NamedObject {
  readonly metadata?: { readonly namespace?: unknown; readonly name?: unknown } | null;
}

/** The object where the server would put it: a namespaced one in the default namespace if it names none, another in no namespace. */
function inNamespace(kind: Kind, raw: NamedObject, namespace: string): object {
  const { metadata } = raw;
  const named = metadata?.namespace ?? '';
  if (typeof metadata !== 'object' || metadata === null || (named !== '') === KINDS[kind].namespaced) return raw;
  return { ...raw, metadata: { ...metadata, namespace: KINDS[kind].namespaced ? namespace : undefined } };
}

function nameIn({ metadata }: NamedObject): string {
  return [metadata?.namespace, metadata?.name].filter((part) => typeof part === 'string' && part !== '').join('/') || '(without a name)';
}
