import { EVERY_HOST } from './hostname.ts';
import type { PlacedListener } from './listeners.ts';
import type { Truth } from './truth.ts';

/** Why a listener is not used: another one on its port speaks something that cannot share it, or waits for the same hostname. */
export interface Conflict {
  readonly reason: 'ProtocolConflict' | 'HostnameConflict';
  readonly with: PlacedListener;
  /** Unknown where it is not known whether the other one takes part. */
  readonly holds: Exclude<Truth, 'no'>;
}

type Rival = PlacedListener & { readonly admitted: Truth };

/** Protocols that share a port by hostname: HTTP by the Host header, the others by SNI. */
const FAMILIES: ReadonlyMap<string, string> = new Map([
  ['HTTP', 'HTTP'],
  ['HTTPS', 'TLS'],
  ['TLS', 'TLS'],
  ['TCP', 'TCP'],
  ['UDP', 'UDP'],
]);

/**
 * The conflict of the listener at a place in a list in order of precedence. Among the listeners of one object no winner is picked: all that
 * cannot be told apart are conflicted. Against another object's the one of lower precedence alone is.
 * Source: gateway-api apis/v1/gateway_types.go, GatewaySpec.Listeners; listenerset_types.go (1.6).
 */
export function conflictAt(place: number, listeners: readonly Rival[]): Conflict | undefined {
  const one = listeners[place];
  if (one === undefined) return undefined;
  const conflicts = listeners.flatMap((other, index): readonly Conflict[] => {
    if (other === one || (index > place && !isSameOwner(one, other))) return [];
    const reason = conflictBetween(one, other);
    const holds = isSameOwner(one, other) || other.admitted === 'yes' ? 'yes' : 'unknown';
    return reason === undefined ? [] : [{ reason, with: other, holds }];
  });
  return conflicts.find(({ holds }) => holds === 'yes') ?? conflicts[0];
}

function conflictBetween({ listener: a }: PlacedListener, { listener: b }: PlacedListener): Conflict['reason'] | undefined {
  const [first, second] = [FAMILIES.get(a.protocol), FAMILIES.get(b.protocol)];
  // What a protocol of the implementation's own can share it alone knows.
  if (a.port !== b.port || first === undefined || second === undefined) return undefined;
  if ((first === 'UDP') !== (second === 'UDP')) return undefined;
  if (first !== second || first === 'TCP' || first === 'UDP') return 'ProtocolConflict';
  return hostnameOf(a) === hostnameOf(b) ? 'HostnameConflict' : undefined;
}

function hostnameOf({ hostname = EVERY_HOST }: { readonly hostname?: string }): string {
  return hostname.toLowerCase();
}

function isSameOwner({ owner: a }: PlacedListener, { owner: b }: PlacedListener): boolean {
  return a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;
}
