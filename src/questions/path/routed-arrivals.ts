import { backendEndpoints } from '../../engines/ingress/index.ts';
import type { PortEndpoint } from '../../engines/service/index.ts';
import { type Arrival, type Network, nodeNamed, podHop, primaryAddress, type Sender, walk } from '../../engines/trace/index.ts';
import { describeRef, refTo } from '../../model/object-ref.ts';
import type { Pod } from '../../model/resources/pod.ts';
import { clusterIPsOf, isHeadless } from '../../model/resources/service.ts';
import type { Hop } from '../../model/trace.ts';
import type { Case } from './cases.ts';
import type { NextHop, RoutedRequest, WebRequest } from './routing.ts';
import { preferred } from './target.ts';

/** What the proxy's own connection means for the answer. */
const ANSWER = 'the proxy answers the client itself: its connection to the backend is one of its own';

/** A proxy that a request has reached: a pod that was seen, or nobody in particular. */
interface Proxy {
  readonly pod?: Pod;
  readonly share: number;
  readonly hops: readonly Hop[];
}

/**
 * Where a request ends that came to a proxy: with an answer of the proxy, or at the endpoints to which it sends. What did not reach the proxy
 * has ended before.
 */
export function routedArrivals(
  front: Arrival,
  routed: RoutedRequest,
  request: WebRequest,
  client: Case,
  network: Network,
): readonly Arrival[] {
  if (front.disposition !== 'delivered' && front.disposition !== 'leaves-cluster') return [front];
  const { end, steps, next, parts = [] } = routed;
  const assumes = [...new Set([...front.assumes, ...routed.assumes])];
  return proxiesOf(front, routed, network).flatMap((proxy): readonly Arrival[] => {
    const object = proxy.pod === undefined ? undefined : refTo('Pod', proxy.pod.metadata);
    const where = object === undefined ? '' : ` in ${describeRef(object)}`;
    const hop: Hop = {
      at: {
        layer: object === undefined ? 'outside' : 'pod',
        says: `${steps[0].component}${where}: ${request.method} ${request.scheme}://${request.host}${request.path}`,
        ...(object === undefined ? {} : { object }),
      },
      steps,
    };
    const hops = [...proxy.hops, hop];
    const { destination: _destination, towards: _towards, ...came } = front;
    if (end === 'delivered') return [{ ...front, disposition: end, hops, share: proxy.share, assumes, answer: ANSWER }];
    if (end !== undefined) return [{ ...came, disposition: end, hops, share: proxy.share, assumes }];
    const going = next
      .flatMap((one) => onward(one, { ...proxy, hops }, client, network))
      .map((arrival) => ({
        ...arrival,
        assumes: [...new Set([...assumes, ...arrival.assumes])],
        passed: arrival.passed,
        connections: [...(front.connections ?? []), ...(arrival.connections ?? [])],
        answer: ANSWER,
      }));
    const ending = parts.map(
      (part): Arrival => ({
        ...(part.end === 'delivered' ? { ...front, answer: ANSWER } : came),
        disposition: part.end,
        hops: [...proxy.hops, { at: hop.at, steps: [...steps, part.step] }],
        share: proxy.share * part.share,
        assumes,
      }),
    );
    return [...going, ...ending];
  });
}

/** The pod that the way in led to; where it ended outside the cluster, each ready pod of the proxy alike, or nobody in particular. */
function proxiesOf(front: Arrival, { pods }: RoutedRequest, network: Network): readonly Proxy[] {
  const hops = [...front.hops.slice(0, -1), ...front.hops.slice(-1).map(passing)];
  const [namespace = '', name = ''] = front.destination?.pod?.split('/') ?? [];
  const reached = name === '' ? undefined : network.cluster.get('Pod', name, namespace);
  if (reached?.state === 'found') return [{ pod: reached.item, share: front.share, hops }];
  const inside = front.destination !== undefined && front.destination.kind !== 'outside';
  if (inside || pods.length === 0) return [{ share: front.share, hops }];
  return pods.map((pod) => ({ pod, share: front.share / pods.length, hops }));
}

/** The hop at which a connection arrived, for one that goes on there. */
function passing({ at, steps }: Hop): Hop {
  const [first, ...rest] = steps.map((step) =>
    step.action === 'deliver' || step.action === 'leave' ? ({ ...step, action: 'forward' } as const) : step,
  );
  if (first === undefined) throw new Error('a hop has a step');
  return { at, steps: [first, ...rest] };
}

/** The ways from a proxy to what a rule names. */
function onward(next: NextHop, proxy: Proxy, client: Case, network: Network): readonly Arrival[] {
  const { service, port } = next;
  const share = proxy.share * next.share;
  const sender = senderOf(proxy, next, client, network);
  const { ready } = backendEndpoints(service, port, network.cluster);
  if (sender === undefined) return ready.map((one) => unseen(one, ready, { ...proxy, share }, service.metadata.namespace ?? ''));
  const dialled = addressesOf(next, ready, sender, network);
  return dialled
    .flatMap((one) =>
      walk(sender, { ...one, protocol: 'TCP' }, network, proxy.hops).map((arrival) => ({
        ...arrival,
        share: arrival.share / dialled.length,
      })),
    )
    .map((arrival) => ({ ...arrival, share: arrival.share * share, ...ofProxy(arrival) }));
}

/** The server sees the proxy, not the client. */
function ofProxy({ destination }: Arrival): Pick<Arrival, 'destination'> {
  return destination === undefined ? {} : { destination: { ...destination, source: { address: destination.source.address, kept: false } } };
}

function senderOf({ pod }: Proxy, { to }: NextHop, { entry }: Case, network: Network): Sender | undefined {
  if (to === 'nodePort') return entry === undefined ? undefined : { kind: 'address', address: null, node: entry, anyNode: true };
  const { nodeName } = pod?.spec ?? {};
  return pod === undefined || nodeName === undefined ? undefined : { kind: 'pod', pod, node: nodeNamed(network, nodeName) };
}

function addressesOf({ service, port, to }: NextHop, ready: readonly PortEndpoint[], sender: Sender, network: Network) {
  const family = service.spec.ipFamilies[0] ?? 'IPv4';
  if (to === 'nodePort') {
    const destination = primaryAddress(nodeNamed(network, sender.node.name), family);
    return destination === undefined || port.nodePort === undefined ? [] : [{ destination, port: port.nodePort }];
  }
  const virtual = to === 'clusterIP' && !isHeadless(service) ? preferred(clusterIPsOf(service), [family]) : undefined;
  return virtual === undefined
    ? ready.map((one) => ({ destination: one.ip, port: one.port }))
    : [{ destination: virtual, port: port.port }];
}

/** An endpoint that a proxy sends to of which it is not known where it is. */
function unseen(endpoint: PortEndpoint, all: readonly PortEndpoint[], { share, hops }: Proxy, namespace: string): Arrival {
  const { targetRef } = endpoint.endpoint;
  const pod = targetRef?.kind === 'Pod' ? { pod: `${targetRef.namespace ?? namespace}/${targetRef.name}` } : {};
  const destination = {
    kind: 'pod',
    ip: endpoint.ip,
    port: endpoint.port,
    protocol: 'TCP',
    ...pod,
    ...(endpoint.nodeName === undefined ? {} : { node: endpoint.nodeName }),
    source: { address: null, kept: false },
  } as const;
  return {
    disposition: 'delivered',
    destination,
    connections: [{ dialled: endpoint.ip, destination, passed: [], from: hops.length, to: hops.length + 1 }],
    hops: [...hops, podHop([endpoint], "the proxy's own connection: the server sees an address of the proxy")],
    share: share / all.length,
    assumes: ['process'],
    passed: [],
  };
}
