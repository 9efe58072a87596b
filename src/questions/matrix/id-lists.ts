/** Tells ids by their positions; equal positions get the same list, not another that is equal: there may be very many, and long ones. */
export type IdLists = (positions: readonly number[]) => readonly string[];

/** The lists that can be made of some ids. */
export function idLists(ids: readonly string[]): IdLists {
  const known = new Map<number, { readonly positions: readonly number[]; readonly own: readonly string[] }[]>();
  return (positions) => {
    const sum = sumOf(positions);
    const candidates = known.get(sum) ?? [];
    known.set(sum, candidates);
    const found = candidates.find((one) => isSame(one.positions, positions));
    if (found !== undefined) return found.own;
    const own = positions.flatMap((position) => ids[position] ?? []);
    candidates.push({ positions, own });
    return own;
  };
}

function sumOf(positions: readonly number[]): number {
  let sum = positions.length;
  for (const position of positions) sum = (Math.imul(sum, 31) + position) | 0;
  return sum;
}

function isSame(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((position, at) => position === other[at]);
}
