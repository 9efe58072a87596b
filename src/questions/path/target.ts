import { type Arrival, type Dialled, type Network, type Sender, walk } from '../../engines/trace/index.ts';
import type { RequestRoute } from '../../model/path-report.ts';
import type { Disposition, Hop } from '../../model/trace.ts';
import { familyOf, type IpFamily } from '../../model/values/ip.ts';
import type { Protocol } from '../../model/values/port.ts';

interface NameOutside {
  readonly name: string;
  readonly port: number;
  readonly protocol: Protocol;
}

/** What a client ends up dialling: an address with its share and the hops before it; or the end already, where no packet is sent. */
export type PlainTarget =
  | { readonly dialled: Dialled; readonly share: number; readonly before: readonly Hop[]; readonly assumes: readonly string[] }
  | {
      readonly end: Disposition;
      readonly hops: readonly Hop[];
      readonly assumes: readonly string[];
      /** Whether a server outside the cluster would know more. */
      readonly asksUpstream?: boolean;
      /** Where it goes all the same: to a name outside the cluster, whose address is not known. */
      readonly outside?: NameOutside;
    };

/** The same for a request that a proxy routes: where it ends in the end, and by which rule. */
export type Target =
  | PlainTarget
  | { readonly arrivals: readonly Arrival[]; readonly assumes: readonly string[]; readonly route: RequestRoute };

/** Where what is dialled ends. */
export function arrivalsOf(target: PlainTarget, sender: Sender, network: Network): readonly Arrival[] {
  if ('end' in target)
    return [
      {
        ...leavingBy(target.outside, target.hops.length, sender),
        disposition: target.end,
        hops: target.hops,
        share: 1,
        assumes: [],
        passed: [],
      },
    ];
  const { dialled, before, share } = target;
  return walk(sender, dialled, network, before).map((arrival) => ({ ...arrival, share: arrival.share * share }));
}

/** A connection to somebody outside whose address is not known: policies may have something against it. */
function leavingBy(outside: NameOutside | undefined, to: number, sender: Sender): Pick<Arrival, 'connections'> {
  if (outside === undefined) return {};
  const { name, ...ports } = outside;
  const destination = { ...ports, kind: 'outside', ip: '', source: { address: null, kept: null } } as const;
  return { connections: [{ sender, dialled: name, destination, passed: [], from: 0, to }] };
}

/** The address of the first family that the client has; where it has none of theirs, the first address. */
export function preferred(addresses: readonly string[], families: readonly IpFamily[]): string | undefined {
  const inOrder = families.map((family) => addresses.find((one) => familyOf(one) === family));
  return inOrder.find((one) => one !== undefined) ?? addresses[0];
}
