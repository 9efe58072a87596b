import type { Gap } from '../../model/listing.ts';
import type { ObjectRef } from '../../model/object-ref.ts';

/** Why something cannot be told: what was not read (`gaps`), or a part of an object that has no meaning that everybody agrees on. */
export interface Doubt {
  readonly says: string;
  readonly object?: ObjectRef;
  readonly field?: string;
  readonly gaps: readonly Gap[];
  /** The kind of policies that could not all be read, where that is why. */
  readonly unread?: string;
  /** Set where it is the address of the other end that would tell. */
  readonly ofAddress?: true;
}

/** Not to be told, and why. */
export interface Open {
  readonly doubts: readonly [Doubt, ...Doubt[]];
}

/** Whether something matches: sure, or open. */
export type Match = boolean | Open;

/** The match that is open for one reason. */
export function open(doubt: Doubt): Open {
  return { doubts: [doubt] };
}

/** Whether everything holds that `matches` tells of items, asked only as far as needed. */
export function every<T>(items: Iterable<T>, matches: (item: T) => Match): Match {
  let result: Match = true;
  for (const item of items) {
    const match = matches(item);
    if (match === false) return false;
    if (match !== true) result = result === true ? match : merged(result, match);
  }
  return result;
}

/** Whether anything holds that `matches` tells of items, asked only as far as needed. */
export function some<T>(items: Iterable<T>, matches: (item: T) => Match): Match {
  let result: Match = false;
  for (const item of items) {
    const match = matches(item);
    if (match === true) return true;
    if (match !== false) result = result === false ? match : merged(result, match);
  }
  return result;
}

/** Whether both hold; the second is asked only where the first leaves it to it. */
export function both(first: Match, second: () => Match): Match {
  if (first === false) return false;
  const match = second();
  if (first === true || match === false) return match;
  return match === true ? first : merged(first, match);
}

/** The opposite; what is open stays open. */
export function not(match: Match): Match {
  return typeof match === 'boolean' ? !match : match;
}

/** The reasons of an open match; none of a sure one. */
export function doubtsOf(match: Match): readonly Doubt[] {
  return typeof match === 'boolean' ? [] : match.doubts;
}

function merged(one: Open | boolean, other: Open): Open {
  const [first, ...rest] = [...doubtsOf(one), ...other.doubts];
  return first === undefined ? other : { doubts: [first, ...rest] };
}

const NAMED = 3;

/** Doubts as sentences; the kinds of policies that could not be read are told in one, the usual kind first. */
export function sentencesOf(doubts: readonly Doubt[]): readonly string[] {
  const unread = [...new Set(doubts.flatMap((doubt) => doubt.unread ?? []))].sort((a, b) => rank(a) - rank(b));
  const told = doubts.filter((doubt) => doubt.unread === undefined).map(({ says }) => says);
  if (unread.length < 2) return [...told, ...doubts.filter((doubt) => doubt.unread !== undefined).map(({ says }) => says)];
  const named = unread.slice(0, NAMED).join(', ');
  const more = unread.length > NAMED ? ` and ${unread.length - NAMED} other kinds` : '';
  return [...told, `not all policies could be read: ${named}${more}`];
}

function rank(kind: string): number {
  const usual = ['NetworkPolicy', 'ClusterNetworkPolicy', 'AdminNetworkPolicy'].indexOf(kind);
  return usual < 0 ? NAMED : usual;
}
