import type { Pod } from '../../model/resources/pod.ts';
import { declaredPorts } from '../service/index.ts';
import type { Port, Rule } from './policy.ts';

/** How much of some ports others have, too; `empty`: there are none. */
export type Cover = 'all' | 'some' | 'none' | 'empty';

/** Ports of one protocol, both ends among them. */
export interface PortRange {
  readonly protocol: string;
  readonly start: number;
  readonly end: number;
}

/** The protocols that policies know. */
export const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;
const LAST = 65535;

/** Who receives: a pod; some pod, of which it is not known what its ports are called; or an address, which has no ports by name. */
export type Server = Pod | 'some-pod' | 'address';

/** How much of a rule's ports other rules have. In some pod, what is called by a name may be any number, and a number have any name. */
export function portCover(own: Rule['ports'], others: readonly Rule['ports'][], server: Server): Cover {
  const wanted = rangesOf(own, server);
  const names = server === 'some-pod' ? namesOf(own) : [];
  if (wanted.length === 0 && names.length === 0) return 'empty';
  const had = others.flatMap((ports) => rangesOf(ports, server));
  const hadNames = server === 'some-pod' ? others.flatMap(namesOf) : [];
  const sizes = wanted.map((range) => ({ all: sizeOf(range), left: left(range, had).reduce((sum, one) => sum + sizeOf(one), 0) }));
  const named = names.map(({ name, protocol }) => {
    const isSame = hadNames.some((one) => one.name === name && one.protocol === protocol);
    return { all: 1, left: isSame || left({ protocol, start: 1, end: LAST }, had).length === 0 ? 0 : 1 };
  });
  const parts = [...sizes, ...named];
  if (parts.every((part) => part.left === 0)) return 'all';
  const mayMeet =
    wanted.some(({ protocol }) => hadNames.some((one) => one.protocol === protocol)) ||
    names.some(({ protocol }) => [...had, ...hadNames].some((one) => one.protocol === protocol));
  return parts.every((part) => part.left === part.all) && !mayMeet ? 'none' : 'some';
}

/** The numbers that a rule's ports are where it is received; names are left out where there is no pod that has them. */
export function rangesOf(ports: Rule['ports'], server: Server): readonly PortRange[] {
  if (ports === undefined) return PROTOCOLS.map((protocol) => ({ protocol, start: 1, end: LAST }));
  return ports.flatMap((port): readonly PortRange[] => {
    if (port.is === 'numbers') return protocolsOf(port).map((protocol) => ({ protocol, start: port.start, end: port.end }));
    return port.is === 'name' && typeof server === 'object' ? resolved(port, server) : [];
  });
}

function resolved(port: Extract<Port, { is: 'name' }>, server: Pod): readonly PortRange[] {
  return declaredPorts(server)
    .filter(({ name, protocol }) => name === port.name && (port.protocol ?? protocol) === protocol)
    .map(({ port: number, protocol }) => ({ protocol, start: number, end: number }));
}

/** The names among a rule's ports. */
export function namesOf(ports: Rule['ports']): readonly { readonly name: string; readonly protocol: string }[] {
  return (ports ?? []).flatMap((port) => (port.is === 'name' ? protocolsOf(port).map((protocol) => ({ name: port.name, protocol })) : []));
}

function protocolsOf({ protocol }: { readonly protocol?: string }): readonly string[] {
  return protocol === undefined ? PROTOCOLS : [protocol];
}

function sizeOf({ start, end }: PortRange): number {
  return end - start + 1;
}

/** What is left of a range without others. */
function left(range: PortRange, others: readonly PortRange[]): readonly PortRange[] {
  return others.reduce<readonly PortRange[]>(
    (parts, { protocol, start, end }) =>
      parts.flatMap((part) => {
        if (protocol !== part.protocol || end < part.start || part.end < start) return [part];
        return [
          { ...part, end: start - 1 },
          { ...part, start: end + 1 },
        ].filter((one) => one.start <= one.end);
      }),
    [range],
  );
}
