import { type AddressRange, type ParsedAddress, rangeHolds } from './address-range.ts';

/** A range less the ranges inside it that are told apart, with one of its addresses: all of them are in the same ranges. */
export interface AddressRegion {
  readonly range: AddressRange;
  readonly address: ParsedAddress;
}

/** Divides a range by others, so that all addresses of one part are in the same ones. Parts without an address are left out. */
export function regionsOf(range: AddressRange, others: readonly AddressRange[]): readonly AddressRegion[] {
  const inner = [...new Map(others.filter((one) => isWithin(one, range)).map((one) => [keyOf(one), one])).values()];
  return [range, ...inner].flatMap((part) => {
    const address = firstOutside(
      part,
      inner.filter((one) => isWithin(one, part)),
    );
    return address === undefined ? [] : [{ range: part, address }];
  });
}

/** Whether a range is a part of another, and not the same. */
export function isWithin(part: AddressRange, whole: AddressRange): boolean {
  return part.prefix > whole.prefix && rangeHolds(whole, { family: part.family, bytes: part.network });
}

/** The same for two ranges of the same addresses, however they are written. */
export function keyOf({ network, prefix }: AddressRange): string {
  return `${network.join('.')}/${prefix}`;
}

/** An address of a range that is in none of some parts of it; undefined where they are all of it. */
function firstOutside({ family, prefix, network, text }: AddressRange, parts: readonly AddressRange[]): ParsedAddress | undefined {
  if (parts.length === 0) return { family, bytes: network };
  if (parts.some((part) => part.prefix === prefix)) return undefined;
  const upper = network.map((byte, index) => (index === prefix >> 3 ? byte | (0x80 >> (prefix & 7)) : byte));
  for (const half of [network, upper].map((bytes) => ({ text, family, prefix: prefix + 1, network: bytes }))) {
    const inside = parts.filter((part) => rangeHolds(half, { family, bytes: part.network }));
    const address = firstOutside(half, inside);
    if (address !== undefined) return address;
  }
  return undefined;
}
