import { type Arrival, hopOf, type Network } from '../../engines/trace/index.ts';
import { describeRef } from '../../model/object-ref.ts';
import type { ConsideredRule } from '../../model/path-report.ts';
import type { Hop, Step } from '../../model/trace.ts';
import { hostPort, parseIp } from '../../model/values/ip.ts';
import type { Case } from './cases.ts';
import type { To } from './ends.ts';
import { ownerOfEntrance, placesFor } from './entrance.ts';
import type { Naming } from './name-targets.ts';
import { normalPath } from './normal-path.ts';
import { routedArrivals } from './routed-arrivals.ts';
import { ROUTERS } from './routers.ts';
import type { Entrance, RoutedRequest, WebRequest } from './routing.ts';
import { outsideTargets } from './service-targets.ts';
import { arrivalsOf, type PlainTarget, type Target } from './target.ts';
import { isInternal, targetsOf } from './targets.ts';

type WebEnd = Extract<To, { kind: 'name' | 'address' }>;

/** What a request needs besides its sender. */
interface Web {
  readonly to: WebEnd;
  readonly request: WebRequest;
  readonly naming: Naming;
}

/**
 * Where a request by URL ends: at the address that its name has for the client; where only servers outside the cluster know that, at the
 * address at which the cluster itself reports that requests for the host come in. If somebody routes requests there, by the rule that takes
 * this one; else it is a connection like any other.
 */
export function webTargets({ to, request, naming }: Web, client: Case, network: Network): readonly Target[] {
  if (client.entrances?.length === 0) return [nowhere(request, network)];
  if (client.entrances !== undefined) return byEntrance(client.entrances, request, client, network);
  if (to.kind === 'name' && client.sender.kind !== 'pod') return [nowhere(request, network)];
  return targetsOf({ to, protocol: 'TCP', naming }, client, network).map((target) => atTarget(target, to, request, client, network));
}

/** Nobody in the cluster says where requests for the name come in, or where else they do. */
function nowhere(request: WebRequest, { cluster }: Network): Target {
  const { places, unread, why } = placesFor(request, cluster);
  const but = places.length === 0 ? why : `others may name it as well: ${unread}`;
  const says = `not known: what ${request.sni} is outside the cluster is not in the API, and ${but}`;
  const step = { component: 'DNS outside the cluster', action: 'give-up', says, evidence: [] } as const;
  return { end: 'insufficient-info', hops: [hopOf('name', `${request.sni} → ${says}`, step)], assumes: [] };
}

/** A request at an address that is known: at the address itself, or at a pod to which it leads, somebody may route it. */
function atTarget(target: PlainTarget, to: WebEnd, request: WebRequest, client: Case, network: Network): Target {
  if ('end' in target) return target;
  const { destination } = target.dialled;
  const isOther = request.host !== request.sni || to.kind === 'address';
  if (!isOther && isInternal(destination, network)) return target;
  const arrivals = arrivalsOf(target, client.sender, network);
  const reached = arrivals.flatMap((arrival) => arrival.destination?.ip ?? []);
  const routed = [destination, ...reached].map((address) => routeAt(request, address, network)).find((one) => one !== undefined);
  return routed === undefined ? target : routedTarget(arrivals, routed, request, client, network, []);
}

/** What becomes of a request at an address; unknown where a path that proxies read in their own way makes a difference. */
function routeAt(request: WebRequest, address: string, network: Network): RoutedRequest | undefined {
  const { path } = request;
  const normal = normalPath(path);
  const asSent = routedAt(request, address, network);
  if (asSent === undefined || normal === path) return asSent;
  const asRead = routedAt({ ...request, path: normal }, address, network);
  if (asRead === undefined || fateKey(asRead) === fateKey(asSent)) return asSent;
  return undecided(
    asSent,
    asRead,
    `not known: whether ${path} is read as it stands or as ${normal} the proxy decides, and it makes a difference`,
  );
}

function fateKey({ route: { object, rule, action, status }, end }: RoutedRequest): string {
  return JSON.stringify([object, rule, action, status, end]);
}

/** Where an Ingress and a route have an address, the proxy is one, and the rule that takes the request counts. */
function routedAt(request: WebRequest, address: string, { cluster }: Network): RoutedRequest | undefined {
  const routed = ROUTERS.map((router) => router.routeAt(request, address, cluster)).filter((one) => one !== undefined);
  const taking = routed.filter(({ route }) => route.rule !== undefined || route.action === 'unknown');
  const [first, second] = taking;
  return first === undefined || second === undefined ? (first ?? routed[0]) : contested(first, second);
}

/** Of an Ingress and a route at the same address it is the proxy's own affair which goes first. */
function contested(first: RoutedRequest, second: RoutedRequest): RoutedRequest {
  const [one, other] = [first, second].map(({ route }) => (route.object === undefined ? route.kind : describeRef(route.object)));
  return undecided(first, second, `not known: ${one} and ${other} may both take the request, and which goes first the proxy decides`);
}

/** One of two things becomes of a request. */
function undecided(first: RoutedRequest, second: RoutedRequest, says: string): RoutedRequest {
  const { object: _object, rule: _rule, status: _status, location: _location, ...route } = first.route;
  const step: Step = { component: first.steps[0].component, action: 'give-up', says, evidence: [] };
  return {
    route: { ...route, action: 'unknown', backends: [], says, considered: [...route.considered, ...second.route.considered].map(open) },
    steps: [step],
    assumes: [...first.assumes, ...second.assumes],
    end: 'insufficient-info',
    next: [],
    pods: first.pods,
  };
}

function open(rule: ConsideredRule): ConsideredRule {
  return rule.verdict === 'wins' ? { ...rule, verdict: 'may-win' } : rule;
}

/** The request comes in where the cluster says that requests for its name do. */
function byEntrance(entrances: readonly Entrance[], request: WebRequest, client: Case, network: Network): readonly Target[] {
  return entrances.flatMap((entrance): readonly Target[] => {
    const routed = routeAt(request, entrance.address, network);
    if (routed === undefined) return [];
    const share = 1 / entrances.length;
    const front = frontArrivals(entrance, routed, request, client, network).map((arrival) => ({
      ...arrival,
      share: arrival.share * share,
    }));
    return [routedTarget(front, routed, request, client, network, ['public-name'])];
  });
}

function routedTarget(
  front: readonly Arrival[],
  routed: RoutedRequest,
  request: WebRequest,
  client: Case,
  network: Network,
  assumes: readonly string[],
): Target {
  const arrivals = front.flatMap((arrival) => routedArrivals(arrival, routed, request, client, network));
  return { arrivals, assumes: [...assumes, ...routed.assumes], route: routed.route };
}

/** The way to the proxy: through the Service or node whose address it is, or to a load balancer outside the cluster. */
function frontArrivals(
  entrance: Entrance,
  { knowsPorts = false }: RoutedRequest,
  request: WebRequest,
  client: Case,
  network: Network,
): readonly Arrival[] {
  const { port } = request;
  const before = [nameHop(request, entrance)];
  const walked = (targets: readonly PlainTarget[]) =>
    targets.map((target) => withBefore(target, before)).flatMap((target) => arrivalsOf(target, client.sender, network));
  const owner = ownerOfEntrance(entrance.address, network);
  const ip = parseIp(entrance.address)?.text;
  const dialled = owner.kind === 'address' ? owner.address : client.sender.kind === 'address' ? undefined : ip;
  if (owner.kind === 'balancer' && client.entry !== undefined) {
    const { namespace = '', name } = owner.service.metadata;
    return walked(outsideTargets(owner.service, { kind: 'Service', namespace, name, port }, 'TCP', client.entry));
  }
  if (dialled !== undefined) {
    return walked(
      targetsOf({ to: { kind: 'address', address: dialled, port }, protocol: 'TCP', naming: { libc: 'glibc' } }, client, network),
    );
  }
  return [outsideArrival(entrance, request, before, knowsPorts || PORTS.includes(port))];
}

function withBefore(target: PlainTarget, before: readonly Hop[]): PlainTarget {
  return 'end' in target ? { ...target, hops: [...before, ...target.hops] } : { ...target, before: [...before, ...target.before] };
}

function nameHop({ sni }: WebRequest, { address, says, evidence }: Entrance): Hop {
  const step = { component: 'DNS outside the cluster', action: 'resolve', says: `${address}, ${says}: assumed`, evidence } as const;
  return hopOf('name', `${sni} → ${step.says}`, step);
}

/** The ports of an Ingress, where a load balancer does not say others. Source: kubernetes staging/src/k8s.io/api/networking/v1/types.go, IngressRule.Host. */
const PORTS: readonly number[] = [80, 443];

/** A load balancer that is no Service's: how it passes requests on, and whether it has other ports than those of HTTP, is not in the API. */
function outsideArrival({ address, evidence }: Entrance, { port }: WebRequest, before: readonly Hop[], hasPort: boolean): Arrival {
  const whose = "no Service's and no Node's address: a load balancer outside the cluster";
  const base = { share: 1, assumes: ['entry-outside'], passed: [] };
  const hop = (action: 'deliver' | 'give-up', says: string) =>
    hopOf('outside', hostPort(address, port), { component: 'the load balancer', action, says, evidence });
  if (!hasPort) {
    const says = `not known: ${whose}, and whether it has port ${port} is not in the API`;
    return { ...base, disposition: 'insufficient-info', hops: [...before, hop('give-up', says)] };
  }
  return {
    ...base,
    disposition: 'delivered',
    destination: { kind: 'outside', ip: address, port, protocol: 'TCP', source: { address: null, kept: null } },
    hops: [...before, hop('deliver', `${whose}, which is assumed to pass requests on`)],
  };
}
