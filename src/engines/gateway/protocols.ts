import type { Listener } from '../../model/resources/gateway.ts';
import { GATEWAY_GROUP } from '../../model/resources/gateway-api.ts';
import type { Truth } from './truth.ts';

/** The kinds of routes. */
export const ROUTE_KINDS = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'] as const;

/** A kind of route. */
export type RouteKind = (typeof ROUTE_KINDS)[number];

/** The kinds that a protocol takes. Source: gateway-api apis/v1/gateway_types.go, ProtocolType (1.6). */
const KINDS_OF: ReadonlyMap<string, readonly RouteKind[]> = new Map([
  ['HTTP', ['HTTPRoute', 'GRPCRoute']],
  ['HTTPS', ['HTTPRoute', 'GRPCRoute']],
  ['TLS', ['TLSRoute']],
  ['TCP', ['TCPRoute']],
  ['UDP', ['UDPRoute']],
]);

/** The kinds that a listener's protocol takes; undefined for a protocol of the implementation's own. */
export function kindsOfProtocol({ protocol }: Listener): readonly RouteKind[] | undefined {
  return KINDS_OF.get(protocol);
}

/** The kinds of routes that a listener takes: those of its protocol, and where it lists kinds only those; and what it lists beyond them. */
export function supportedKinds(listener: Listener): { readonly kinds: readonly RouteKind[]; readonly invalid: readonly string[] } {
  const own = kindsOfProtocol(listener) ?? [];
  const listed = listener.allowedRoutes.kinds;
  if (listed.length === 0) return { kinds: own, invalid: [] };
  const isOwn = ({ group, kind }: { readonly group: string; readonly kind: string }) =>
    group === GATEWAY_GROUP && own.some((one) => one === kind);
  return {
    kinds: own.filter((kind) => listed.some((one) => one.group === GATEWAY_GROUP && one.kind === kind)),
    invalid: listed.filter((one) => !isOwn(one)).map(({ kind }) => kind),
  };
}

/**
 * Whether a listener takes routes of a kind. Left to the implementation: protocols of its own, a TCPRoute on a listener that terminates TLS
 * (extended support), and HTTP on an HTTPS listener that lets TLS through.
 */
export function takesKind(listener: Listener, kind: RouteKind): Truth {
  const own = kindsOfProtocol(listener);
  const listed = listener.allowedRoutes.kinds;
  const isListed = listed.length === 0 || listed.some((one) => one.group === GATEWAY_GROUP && one.kind === kind);
  if (!isListed) return 'no';
  if (own === undefined) return 'unknown';
  if (own.includes(kind)) return listener.protocol === 'HTTPS' && listener.tls?.mode === 'Passthrough' ? 'unknown' : 'yes';
  return listener.protocol === 'TLS' && tlsMode(listener) === 'Terminate' && kind === 'TCPRoute' ? 'unknown' : 'no';
}

/** Whether a listener ends TLS itself or lets it through to the backend. Source: gateway-api, ListenerTLSConfig.Mode (default Terminate). */
export function tlsMode({ tls }: Listener): 'Terminate' | 'Passthrough' {
  return tls?.mode === 'Passthrough' ? 'Passthrough' : 'Terminate';
}
