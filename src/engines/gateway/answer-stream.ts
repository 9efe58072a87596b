import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Gateway } from '../../model/resources/gateway.ts';
import { backendShares } from './backends.ts';
import { type Action, type Candidate, type Decision, undecided } from './decision.ts';
import { EVERY_HOST, hostOf } from './hostname.ts';
import { chooseListener, listenersOn } from './listener-choice.ts';
import { type GatewayListener, isUsed, listenersOf } from './listeners.ts';
import { type RouteKind, tlsMode } from './protocols.ts';
import { chooseStream, type RouteForHosts, routesForHosts } from './route-choice.ts';
import { meetsOf, whyNothing } from './rule-action.ts';

/** What becomes of a TLS connection for a name at a Gateway. Source: gateway-api apis/v1/tlsroute_types.go and conformance/tests (1.6). */
export function answerTls(
  gateway: Gateway,
  { port, sni }: { readonly port: number; readonly sni: string },
  cluster: ClusterIndex,
): Decision {
  const name = hostOf(sni);
  const choice = chooseListener(listenersOf(gateway, cluster), port, ['TLS', 'HTTPS'], name);
  if (choice.is === 'unknown') return undecided('whether a listener takes that name is not known', choice.gaps);
  if (choice.is === 'none') return refused(`no listener on port ${port} is for the name ${name}`);
  return answerTlsAt(choice.is, name, cluster);
}

/** The same at the listener that takes the name. */
export function answerTlsAt(listener: GatewayListener, sni: string, cluster: ClusterIndex): Decision {
  const { routes, gaps } = routesForHosts(listener, ['TLSRoute'], cluster);
  const tls = tlsMode(listener.listener);
  return decide(listener, chooseStream(routes, gaps, sni), cluster, tls);
}

/**
 * What becomes of a TCP connection, or of a UDP datagram, at a Gateway: the oldest route of the listener gets everything.
 * Source: gateway-api apis/v1/tcproute_types.go, udproute_types.go and conformance/tests (1.6).
 */
export function answerStream(
  gateway: Gateway,
  { port, protocol }: { readonly port: number; readonly protocol: 'TCP' | 'UDP' },
  cluster: ClusterIndex,
): Decision {
  const all = listenersOf(gateway, cluster);
  const [listener] = listenersOn(all, port, [protocol]);
  if (all.gaps.length > 0 && listener === undefined) return undecided('not all listeners were read', all.gaps);
  if (listener === undefined) return refused(`no listener takes ${protocol} on port ${port}`);
  if (isUsed(listener) === 'unknown') return undecided(`whether listener ${listener.listener.name} is used is not known`, [], { listener });
  const kind: RouteKind = protocol === 'TCP' ? 'TCPRoute' : 'UDPRoute';
  const { routes, gaps } = routesForHosts(listener, [kind], cluster);
  const everyHost: readonly RouteForHosts[] = routes.map((one) => ({ ...one, hosts: [EVERY_HOST] }));
  return decide(listener, chooseStream(everyHost, gaps, EVERY_HOST), cluster);
}

function decide(
  listener: GatewayListener,
  { is: winner, open, candidates }: ReturnType<typeof chooseStream>,
  cluster: ClusterIndex,
  tls?: 'Terminate' | 'Passthrough',
): Decision {
  if (open !== undefined) return { listener, candidates, action: { does: 'unknown', ...open } };
  if (winner === undefined) return { listener, candidates, action: { does: 'refuse', why: 'no route takes it' } };
  return { listener, winner, candidates, action: streamAction(winner, cluster, tls) };
}

function streamAction(winner: Candidate, cluster: ClusterIndex, tls: 'Terminate' | 'Passthrough' | undefined): Action {
  const shares = backendShares(winner, winner.rule, cluster);
  if (!shares.some(({ share }) => share > 0)) return { does: 'refuse', why: whyNothing(shares) };
  return {
    does: 'forward',
    backends: shares.map((backend) => ({ backend, meets: meetsOf(backend) })),
    mirrors: [],
    ...(tls === undefined ? {} : { tls }),
  };
}

function refused(why: string): Decision {
  return { candidates: [], action: { does: 'refuse', why } };
}
