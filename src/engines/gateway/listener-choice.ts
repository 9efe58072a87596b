import type { Gap } from '../../model/listing.ts';
import { byHostSpecificity, coversHost, EVERY_HOST } from './hostname.ts';
import { type GatewayListener, type GatewayListeners, isUsed } from './listeners.ts';

/** The listener that takes a connection or request; or why it is not known, or that there is none. */
export type ListenerChoice =
  | { readonly is: GatewayListener }
  | { readonly is: 'none' }
  | { readonly is: 'unknown'; readonly among: readonly GatewayListener[]; readonly gaps: readonly Gap[] };

/**
 * The listener with the most specific hostname that takes a host, of those on a port that speak one of some protocols. A listener that may
 * not take part, or may be there unread, leaves the choice open where it would go first.
 * Source: gateway-api apis/v1/gateway_types.go, GatewaySpec.Listeners (1.6).
 */
export function chooseListener(
  { listeners, gaps }: GatewayListeners,
  port: number,
  protocols: readonly string[],
  host: string,
): ListenerChoice {
  const taking = listeners
    .filter(({ listener }) => listener.port === port && protocols.includes(listener.protocol) && coversHost(patternOf(listener), host))
    .filter((one) => isUsed(one) !== 'no')
    .sort((a, b) => byHostSpecificity(patternOf(a.listener), patternOf(b.listener)));
  const [first] = taking;
  const mayBeMore = gaps.length > 0 && (first === undefined || patternOf(first.listener) !== host);
  if (mayBeMore || (first !== undefined && isUsed(first) === 'unknown')) return { is: 'unknown', among: taking, gaps };
  return { is: first ?? 'none' };
}

/** The listeners on a port that speak one of some protocols, used or perhaps used. */
export function listenersOn(
  { listeners }: GatewayListeners,
  port: number,
  protocols: readonly string[] | undefined,
): readonly GatewayListener[] {
  return listeners.filter(
    (one) => one.listener.port === port && isUsed(one) !== 'no' && (protocols === undefined || protocols.includes(one.listener.protocol)),
  );
}

function patternOf({ hostname = EVERY_HOST }: GatewayListener['listener']): string {
  return hostname.toLowerCase();
}
