import type { Dialled } from '../../engines/trace/index.ts';
import type { Disposition, Hop } from '../../model/trace.ts';
import { familyOf, type IpFamily } from '../../model/values/ip.ts';

/** What a client ends up dialling: an address with its share and the hops before it; or the end already, where no packet is sent. */
export type Target =
  | { readonly dialled: Dialled; readonly share: number; readonly before: readonly Hop[]; readonly assumes: readonly string[] }
  | { readonly end: Disposition; readonly hops: readonly Hop[]; readonly assumes: readonly string[] };

/** The address of the first family that the client has; where it has none of theirs, the first address. */
export function preferred(addresses: readonly string[], families: readonly IpFamily[]): string | undefined {
  const inOrder = families.map((family) => addresses.find((one) => familyOf(one) === family));
  return inOrder.find((one) => one !== undefined) ?? addresses[0];
}
