import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Gap } from '../../model/listing.ts';
import { describeRef, nameOf, refTo } from '../../model/object-ref.ts';
import type { Gateway } from '../../model/resources/gateway.ts';
import type { GRPCRoute, HTTPRoute } from '../../model/resources/route.ts';
import type { Service } from '../../model/resources/service.ts';
import type { ServiceEntry } from '../../model/service-report.ts';
import { type Disposition, type Hop, makeTrace, type Step } from '../../model/trace.ts';
import {
  type Attachment,
  attachmentsOf,
  type BackendShare,
  backendRefsTo,
  backendShare,
  parentGateway,
  parentOf,
  type RouteOf,
  routesTo,
  whyListenerFails,
  whyNotProgrammed,
  whyRouteFails,
} from '../gateway/index.ts';
import { announce } from '../service/index.ts';
import { OUTSIDE, podHop } from './hops.ts';

/** The ways to a Service by routes of the Gateway API; `gaps` where there may be more. */
export interface GatewayEntries {
  readonly entries: readonly ServiceEntry[];
  readonly gaps: readonly Gap[];
}

/** One rule of a route that sends to the Service, at one listener of a Gateway. */
interface Way {
  readonly of: RouteOf;
  readonly rule: number;
  readonly attachment: Attachment['listeners'][number];
  readonly gateway: Gateway;
  readonly backend: BackendShare;
}

/**
 * The routes that lead to a Service, one entry for each rule, listener, host and address of the Gateway that it is reached by. Its part of
 * the requests may be smaller than 1, and other rules of the same listener may take some of them: the trace says the part.
 * @param attempt shields the parts that can go on without one another, for a plan that reads what they ask for
 */
export function gatewayEntries(
  service: Service,
  cluster: ClusterIndex,
  attempt: (part: () => void) => void = (part) => part(),
): GatewayEntries {
  const { routes, gaps } = routesTo(service, cluster);
  announce(
    cluster,
    routes.flatMap(({ route }) => route.spec.parentRefs.map((ref) => parentOf(ref, route)).filter((one) => one !== undefined)),
  );
  const ways: Way[] = [];
  for (const of of routes) attempt(() => ways.push(...waysOf(of, service, cluster)));
  const entries: ServiceEntry[] = [];
  for (const way of ways) attempt(() => entries.push(...entriesOfWay(way, cluster)));
  const parents = routes.flatMap((of) => attachmentsOf(of, cluster)).flatMap((one) => one.gaps);
  return { entries, gaps: [...gaps, ...parents.filter(({ kind }) => kind === 'Gateway' || kind === 'ListenerSet')] };
}

function waysOf(of: RouteOf, service: Service, cluster: ClusterIndex): readonly Way[] {
  const attachments = attachmentsOf(of, cluster).flatMap(({ parent, listeners }) => {
    const gateway = parentGateway(parent, cluster);
    return gateway === undefined ? [] : listeners.filter(({ holds }) => holds !== 'no').map((attachment) => ({ attachment, gateway }));
  });
  return backendRefsTo(of.route, service)
    .filter(({ backendRef }) => backendRef.weight > 0)
    .flatMap((place) => {
      const backend = backendShare(of, place.rule, place, cluster);
      return attachments.map((one) => ({ of, rule: place.rule, backend, ...one }));
    });
}

function entriesOfWay(way: Way, cluster: ClusterIndex): readonly ServiceEntry[] {
  const { of, attachment, gateway } = way;
  const { port, protocol } = attachment.at.listener;
  const addresses = gateway.status.addresses.map(({ value }) => value);
  const urls = urlsOf(way);
  return (addresses.length === 0 ? [null] : addresses).flatMap((address) =>
    (urls.length === 0 ? [undefined] : urls).map(
      (url): ServiceEntry => ({
        via: 'Gateway',
        address,
        port,
        protocol: protocol === 'UDP' ? 'UDP' : 'TCP',
        object: refTo(of.kind, of.route.metadata),
        gateway: refTo('Gateway', gateway.metadata),
        ...(url === undefined ? {} : { url }),
        trace: traceOf(way, url ?? `${address ?? nameOf(gateway.metadata)}:${port}`, cluster),
      }),
    ),
  );
}

/** The URLs that a rule takes at a listener; none for routes that know no URL. A regular expression stands for the paths that it takes. */
function urlsOf({ of, rule, attachment }: Way): readonly string[] {
  const { port, protocol } = attachment.at.listener;
  const scheme = protocol === 'HTTPS' ? 'https' : 'http';
  const shown = port === (scheme === 'https' ? 443 : 80) ? '' : `:${port}`;
  return attachment.hosts.flatMap((host) => pathsOf(of, rule).map((path) => `${scheme}://${host === '' ? '*' : host}${shown}${path}`));
}

function pathsOf({ kind, route }: RouteOf, rule: number): readonly string[] {
  if (kind === 'HTTPRoute') return distinct((route as HTTPRoute).spec.rules[rule]?.matches.map(({ path }) => path.value) ?? []);
  if (kind !== 'GRPCRoute') return [];
  const matches = (route as GRPCRoute).spec.rules[rule]?.matches ?? [];
  return distinct(matches.map(({ method }) => (method === undefined ? '/' : `/${method.service ?? '*'}/${method.method ?? '*'}`)));
}

function traceOf(way: Way, target: string, cluster: ClusterIndex): ServiceEntry['trace'] {
  const { of, rule, attachment, gateway, backend } = way;
  const { listener, owner, field } = attachment.at;
  const object = refTo('Gateway', gateway.metadata);
  const flow = { from: OUTSIDE, to: target, protocol: listener.protocol === 'UDP' ? 'UDP' : 'TCP' } as const;
  const heard: Evidence = { object: { ...owner }, field: `${field}.port`, value: listener.port, says: 'the listener' };
  const sent: Evidence = {
    object: refTo(of.kind, of.route.metadata),
    field: `${backend.field}.name`,
    value: backend.ref.name,
    says: 'the backend',
  };
  const first: Hop = {
    at: { layer: 'outside', says: `${target} → ${describeRef(object)}, listener ${listener.name}`, object },
    steps: [
      { component: 'the network in front of the Gateway', action: 'forward', says: 'not in the API: assumed to work', evidence: [heard] },
    ],
  };
  const part = backend.share === 1 ? '' : ` ${Math.round(backend.share * 1000) / 10} % of the requests`;
  const at = {
    layer: 'service',
    says: `rule ${rule + 1} of ${describeRef(sent.object)} sends${part} to ${describeRef({ ...sent.object, kind: 'Service', name: backend.ref.name, namespace: backend.ref.namespace })}`,
    object: sent.object,
  } as const;
  const end = (disposition: Disposition, action: Step['action'], says: string) =>
    makeTrace({ flow, hops: [first, { at, steps: [{ component: 'Gateway', action, says, evidence: [sent] }] }], disposition });
  const broken = whyRefused(way, cluster);
  if (broken !== undefined) return end('rejected', 'reject', `→ ${broken}`);
  const open = whyOpen(way, cluster);
  if (open !== undefined) return end('insufficient-info', 'give-up', `→ not known: ${open}`);
  const ready = backend.endpoints.filter((one) => one.ready);
  const says = `→ ${ready.length === 1 ? 'the only ready endpoint' : `one of ${ready.length} ready endpoints`}, not by the Cluster IP`;
  const middle: Hop = { at, steps: [{ component: 'Gateway', action: 'forward', says, evidence: [sent] }] };
  return makeTrace({
    flow,
    hops: [first, middle, podHop(ready, "the server sees the address of the Gateway's proxy")],
    disposition: 'delivered',
  });
}

/** What the client is told instead of an answer of the backend. */
function whyRefused({ of, attachment, backend, gateway }: Way, cluster: ClusterIndex): string | undefined {
  const failing = whyListenerFails(attachment.at, gateway, cluster);
  if (failing !== undefined) return failing;
  const speaksHttp = of.kind === 'HTTPRoute';
  if (backend.holds === 'no') return `${speaksHttp ? 'HTTP 500: ' : ''}${backend.says}`;
  return backend.ready === 'no' ? `${speaksHttp ? 'HTTP 503: ' : ''}no endpoint is ready` : undefined;
}

/** Why it is not known whether this way works. */
function whyOpen({ of, attachment, backend, gateway }: Way, cluster: ClusterIndex): string | undefined {
  if (attachment.holds === 'unknown') return attachment.says;
  if (backend.holds === 'unknown') return backend.says;
  if (backend.ready === 'unknown') return 'its endpoints were not read';
  return whyNotProgrammed(gateway) ?? whyRouteFails(of, attachment.at, gateway, cluster);
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
