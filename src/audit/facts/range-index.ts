import { type Cidr, parseCidr } from '../../model/values/cidr.ts';
import { groupBy } from './by-value.ts';

/** A range and whose it is. */
export interface OwnedRange<T> {
  readonly range: Cidr;
  readonly owner: T;
}

/**
 * Prepares many ranges for the question which of them overlap another. Two CIDRs overlap where one holds the other, so each is kept under
 * every range around it whose prefix length occurs, and a look-up costs one step a length. The range that is asked for must be one of them.
 */
export function indexRanges<T>(ranges: readonly OwnedRange<T>[]): (range: Cidr) => readonly OwnedRange<T>[] {
  const lengths = [...new Set(ranges.map(({ range }) => range.prefix))];
  const inside = groupBy(ranges, ({ range }) => [range.text, ...lengths.flatMap((length) => around(range, length))]);
  const exact = groupBy(ranges, ({ range }) => [range.text]);
  return (range) => {
    const outer = lengths.flatMap((length) => around(range, length)).flatMap((text) => exact.get(text) ?? []);
    return [...outer, ...(inside.get(range.text) ?? [])];
  };
}

/** The range of a shorter prefix around a range, if there is one. */
function around(range: Cidr, prefix: number): readonly string[] {
  const outer = prefix < range.prefix ? parseCidr(`${range.network}/${prefix}`) : undefined;
  return outer === undefined ? [] : [outer.text];
}
