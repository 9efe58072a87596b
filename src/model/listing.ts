import { KINDS, type Kind, resourceOf } from './kind.ts';
import { formatSelector, type LabelSelector } from './values/label-selector.ts';

/**
 * Which objects of a kind: those of a namespace, one by name, those that a label or field selector picks.
 * An absent field does not narrow. Field selectors compare for equality (`involvedObject.name`).
 */
export interface Scope {
  readonly namespace?: string;
  readonly name?: string;
  readonly labels?: LabelSelector;
  readonly fields?: Readonly<Record<string, string>>;
}

/** One thing to read. `only: 'metadata'` asks for names and labels without the rest of the objects. */
export interface Need extends Scope {
  readonly kind: Kind;
  readonly only?: 'metadata';
}

/**
 * Why something is not known. `not-read`: nobody asked, or the files do not say; `not-asked`: it is read only where the question says so;
 * `not-applied`: the object is a manifest, which has no status.
 */
export type GapReason = 'forbidden' | 'not-served' | 'unreachable' | 'invalid' | 'not-read' | 'not-asked' | 'not-applied';

/** Something that could not be read, with the words of whoever refused. */
export interface Gap {
  readonly kind: Kind;
  readonly scope: Scope;
  readonly reason: GapReason;
  readonly message: string;
}

/**
 * The answer to a need, three-valued: everything there is; some of it (`gaps` say what is missing); nothing known.
 * An empty complete listing says "there is none"; an unknown one says nothing.
 */
export type Listing<T> =
  | { readonly state: 'complete'; readonly items: readonly T[] }
  | { readonly state: 'partial'; readonly items: readonly T[]; readonly gaps: readonly Gap[] }
  | { readonly state: 'unknown'; readonly gaps: readonly Gap[] };

/** The answer to a question for one object by name. */
export type Lookup<T> =
  | { readonly state: 'found'; readonly item: T }
  | { readonly state: 'absent' }
  | { readonly state: 'unknown'; readonly gaps: readonly Gap[] };

/** What is known of a listing's items; empty when nothing is. Use only where a missing item cannot turn the answer round. */
export function knownItems<T>(listing: Listing<T>): readonly T[] {
  return listing.state === 'unknown' ? [] : listing.items;
}

/** The gaps of a listing; empty when it is complete. */
export function gapsOf(listing: Listing<unknown>): readonly Gap[] {
  return listing.state === 'complete' ? [] : listing.gaps;
}

/** Changes the items, keeping what is known about their completeness. */
export function mapListing<T, U>(listing: Listing<T>, change: (items: readonly T[]) => readonly U[]): Listing<U> {
  return listing.state === 'unknown' ? listing : { ...listing, items: change(listing.items) };
}

/** A need in words: `pods in namespace a with app=web`, `node node1`. */
export function describeNeed({ kind, namespace, name, labels, fields, only }: Need): string {
  const subject = name === undefined ? KINDS[kind].plural : `${KINDS[kind].singular} ${name}`;
  const selector = [labels && formatSelector(labels), ...Object.entries(fields ?? {}).map(([key, value]) => `${key}=${value}`)];
  return [
    only === 'metadata' ? `metadata of ${subject}` : subject,
    namespace === undefined ? '' : `in namespace ${namespace}`,
    selector.some((term) => term) ? `with ${selector.filter((term) => term).join(',')}` : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** The question to ask the cluster for a missing right: `kubectl auth can-i list endpointslices.discovery.k8s.io -n a`. */
export function canI({ kind, scope }: Pick<Gap, 'kind' | 'scope'>): string {
  const verb = scope.name === undefined ? 'list' : 'get';
  const where = scope.namespace === undefined ? (KINDS[kind].namespaced ? ' -A' : '') : ` -n ${scope.namespace}`;
  return `kubectl auth can-i ${verb} ${resourceOf(kind)}${where}`;
}
