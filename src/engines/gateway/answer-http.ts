import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Gateway } from '../../model/resources/gateway.ts';
import type { GRPCRoute, HTTPRoute } from '../../model/resources/route.ts';
import { answerTlsAt } from './answer-stream.ts';
import { type Action, type Decision, undecided } from './decision.ts';
import { coversHost, EVERY_HOST, hostOf } from './hostname.ts';
import { chooseListener, type ListenerChoice, listenersOn } from './listener-choice.ts';
import { type GatewayListener, type GatewayListeners, listenersOf } from './listeners.ts';
import type { GrpcRequest, HttpRequest } from './request.ts';
import { chooseGrpcRule, chooseHttpRule, type RouteChoice, routesForHosts } from './route-choice.ts';
import { answerGrpcBy, answerHttpBy } from './rule-action.ts';

type Arrival = Pick<HttpRequest, 'scheme' | 'port' | 'sni'> & { readonly host: string };

/** What becomes of an HTTP request at a Gateway. Source: gateway-api apis/v1 and conformance/tests (1.6). */
export function answerHttp(gateway: Gateway, request: HttpRequest, cluster: ClusterIndex): Decision {
  return arrive(gateway, { ...request, host: hostOf(request.host) }, cluster, NOT_FOUND, (listener, host) => {
    const { routes, gaps } = routesForHosts(listener, ['HTTPRoute'], cluster);
    const choice = chooseHttpRule(routes, gaps, host, request);
    return decided(listener, choice, NOT_FOUND, (winner) => answerHttpBy(winner, winner.route as HTTPRoute, request, cluster));
  });
}

/** What becomes of a gRPC call at a Gateway. */
export function answerGrpc(gateway: Gateway, request: GrpcRequest, cluster: ClusterIndex): Decision {
  return arrive(gateway, { ...request, host: hostOf(request.authority) }, cluster, UNIMPLEMENTED, (listener, host) => {
    const { routes, gaps } = routesForHosts(listener, ['GRPCRoute'], cluster);
    const choice = chooseGrpcRule(routes, gaps, host, request);
    return decided(listener, choice, UNIMPLEMENTED, (winner) => answerGrpcBy(winner, winner.route as GRPCRoute, request, cluster));
  });
}

type NoMatch = Extract<Action, { does: 'answer' }>;

/** What a Gateway answers where nothing matches. */
const NOT_FOUND: NoMatch = { does: 'answer', status: 404, why: 'no rule takes it' };
const UNIMPLEMENTED: NoMatch = { does: 'answer', grpcStatus: 'UNIMPLEMENTED', why: 'no rule takes it' };

/** The way to the listener: by the Host header for plain HTTP; by the name in the TLS handshake for HTTPS, and the Host must fit it. */
function arrive(
  gateway: Gateway,
  arrival: Arrival,
  cluster: ClusterIndex,
  noMatch: NoMatch,
  at: (listener: GatewayListener, host: string) => Decision,
): Decision {
  const all = listenersOf(gateway, cluster);
  const { scheme, port, host, sni = arrival.host } = arrival;
  const protocols = scheme === 'http' ? ['HTTP'] : ['HTTPS', 'TLS'];
  const choice = chooseListener(all, port, protocols, scheme === 'http' ? host : hostOf(sni));
  if (choice.is === 'unknown') return openChoice(choice);
  if (choice.is === 'none') return noListener(all, arrival, protocols, noMatch);
  if (choice.is.listener.protocol === 'TLS') return answerTlsAt(choice.is, hostOf(sni), cluster);
  if (scheme === 'https') {
    const misdirected = whyMisdirected(all, choice.is, arrival);
    if (misdirected !== undefined) return misdirected;
  }
  return at(choice.is, host);
}

/**
 * A connection may be used for another name than the one it was made for. The Gateway then answers 421 where another listener is the one
 * for the Host, 404 where none is. Source: gateway-api apis/v1/gateway_types.go, Listener.Hostname (1.6; a SHOULD).
 */
function whyMisdirected(all: GatewayListeners, chosen: GatewayListener, { port, host }: Arrival): Decision | undefined {
  const own = chooseListener(all, port, ['HTTPS'], host);
  if (own.is === 'unknown') return openChoice(own, chosen);
  if (own.is === chosen) return undefined;
  const covers = coversHost((chosen.listener.hostname ?? EVERY_HOST).toLowerCase(), host);
  const action: Action =
    own.is === 'none'
      ? { does: 'answer', status: 404, why: `no listener is for host ${host}` }
      : {
          does: 'answer',
          status: 421,
          why: `the connection was made for listener ${chosen.listener.name}, and ${host} is that of another`,
        };
  return own.is === 'none' && covers ? undefined : { listener: chosen, candidates: [], action };
}

function noListener(all: GatewayListeners, { scheme, port, host }: Arrival, protocols: readonly string[], noMatch: NoMatch): Decision {
  const here = listenersOn(all, port, undefined);
  const speaking = listenersOn(all, port, protocols);
  if (speaking.length > 0 && scheme === 'http') {
    return { candidates: [], action: { ...noMatch, why: `no listener on port ${port} is for host ${host}` } };
  }
  const other = here[0]?.listener.protocol;
  const why =
    speaking.length > 0
      ? `no listener on port ${port} is for the name ${host} in the TLS handshake`
      : other === undefined
        ? `no listener has port ${port}`
        : `port ${port} is for ${other}, not for ${scheme}`;
  return { candidates: [], action: { does: 'refuse', why } };
}

function openChoice({ among, gaps }: Extract<ListenerChoice, { is: 'unknown' }>, listener?: GatewayListener): Decision {
  const names = among.map((one) => one.listener.name).join(', ');
  const why = gaps.length > 0 ? 'not all listeners were read' : `whether listener ${names} is used is not known`;
  return undecided(why, gaps, listener === undefined ? {} : { listener });
}

function decided(
  listener: GatewayListener,
  choice: RouteChoice,
  noMatch: NoMatch,
  actionOf: (winner: NonNullable<RouteChoice['is']>) => Action,
): Decision {
  const { is: winner, open, candidates } = choice;
  if (open !== undefined) return { listener, candidates, action: { does: 'unknown', ...open } };
  if (winner === undefined) return { listener, candidates, action: noMatch };
  return { listener, winner, candidates, action: actionOf(winner) };
}
