import { type Candidate, coversHost, type Decision, dataPlanePods, routesAt } from '../../engines/gateway/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Evidence } from '../../model/evidence.ts';
import { knownItems } from '../../model/listing.ts';
import { describeRef, type ObjectRef, refTo } from '../../model/object-ref.ts';
import type { ConsideredRule } from '../../model/path-report.ts';
import { isPodReady } from '../../model/resources/pod.ts';
import type { Route } from '../../model/resources/route.ts';
import type { Step } from '../../model/trace.ts';
import { type GatewayAnswer, gatewayAnswer } from './gateway-answer.ts';
import { gatewayEntrances } from './gateway-entrances.ts';
import { backendsOf, fateOf } from './gateway-fate.ts';
import { tlsAt } from './gateway-tls.ts';
import { ruleField, ruleInWords } from './gateway-words.ts';
import type { RoutedRequest, Router, WebRequest } from './routing.ts';

/** Gateways as routers: who has which address, and what the routes that are attached to their listeners do. */
export const GATEWAY_ROUTER: Router = { entrances: gatewayEntrances, routeAt };

function routeAt(request: WebRequest, address: string, cluster: ClusterIndex): RoutedRequest | undefined {
  const answer = gatewayAnswer(request, address, cluster);
  if (answer === undefined) return undefined;
  return answer.state === 'unread' ? unread(answer) : routed(request, answer, cluster);
}

/** Somebody carries the name of a Gateway that could not be read. */
function unread({ name, gaps }: Extract<GatewayAnswer, { state: 'unread' }>): RoutedRequest {
  const says = `not known: Gateway ${name} could not be read: ${gaps[0]?.message ?? 'not read'}`;
  return {
    route: { kind: 'Gateway', action: 'unknown', backends: [], says, considered: [] },
    steps: [{ component: `Gateway ${name}`, action: 'give-up', says, evidence: [] }],
    assumes: [],
    end: 'insufficient-info',
    next: [],
    pods: [],
  };
}

function routed(
  request: WebRequest,
  { gateway, decision }: Extract<GatewayAnswer, { state: 'answers' }>,
  cluster: ClusterIndex,
): RoutedRequest {
  const { winner, listener } = decision;
  const object = refTo('Gateway', gateway.metadata);
  const component = describeRef(object);
  const tls = request.scheme === 'https' && listener !== undefined ? tlsAt(listener, gateway, request, cluster) : undefined;
  const fate = fateOf(decision, gateway, cluster, tls?.failing);
  const ruled: ObjectRef | undefined = winner === undefined ? undefined : refTo(winner.kind, winner.route.metadata);
  const evidence: readonly Evidence[] =
    winner === undefined || ruled === undefined
      ? []
      : [{ object: ruled, field: ruleField(winner), says: `${ruleInWords(winner)}: the rule that takes the request` }];
  const step: Step = { component, action: fate.action, object: ruled ?? object, says: fate.says, evidence };
  return {
    route: {
      kind: winner?.kind ?? 'Gateway',
      ...(winner === undefined || ruled === undefined ? {} : { object: ruled, rule: ruleField(winner) }),
      ...fate.answer,
      backends: backendsOf(decision, cluster),
      says: fate.says,
      considered: [
        ...decision.candidates.filter(({ route }) => isFor(route, request)).map((one) => consideredRule(one, decision)),
        ...notServed(request, decision, cluster),
      ],
    },
    steps: tls === undefined ? [step] : [tls.step, step],
    assumes: ['gateway-specification', ...fate.assumes],
    ...(fate.end === undefined ? {} : { end: fate.end }),
    next: fate.next,
    parts: fate.parts,
    pods: knownItems(dataPlanePods(gateway, cluster)).filter(isPodReady),
    knowsPorts: true,
  };
}

function consideredRule(one: Candidate, { winner }: Decision): ConsideredRule {
  const base = { object: refTo(one.kind, one.route.metadata), rule: ruleField(one) };
  if (one === winner) return { ...base, verdict: 'wins', why: ruleInWords(one) };
  const verdict = one.holds === 'no' ? 'no-match' : winner === undefined ? 'may-win' : 'outranked';
  return { ...base, verdict, why: `${ruleInWords(one)}: ${one.why}` };
}

/** The routes for the host that name the listener and that it does not take. */
function notServed(request: WebRequest, { listener }: Decision, cluster: ClusterIndex): readonly ConsideredRule[] {
  if (listener === undefined) return [];
  const { refused } = routesAt(listener, ['HTTPRoute', 'GRPCRoute', 'TLSRoute'], cluster);
  return refused
    .filter(({ route }) => isFor(route, request))
    .map(({ kind, route, attachment }) => ({
      object: refTo(kind, route.metadata),
      rule: 'spec.parentRefs',
      verdict: 'not-served',
      why: attachment.says,
    }));
}

/** Whether a route says something of the host: routes of other hosts, of which there may be thousands, are not considered. */
function isFor({ spec }: Route, { host, sni }: WebRequest): boolean {
  return spec.hostnames.length === 0 || spec.hostnames.some((one) => [host, sni].some((name) => coversHost(one.toLowerCase(), name)));
}
