import { gatewayEntries, ingressEntries } from '../../engines/trace/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { ExposedRoute } from '../../model/exposure-report.ts';
import { gapsOf, knownItems, type Need, type Scope } from '../../model/listing.ts';
import { nameOf } from '../../model/object-ref.ts';
import type { Service } from '../../model/resources/service.ts';
import type { ServiceEntry } from '../../model/service-report.ts';
import { outcomeOf } from '../../model/trace.ts';
import { askedBy, type ReadingPlan } from '../reading-plan.ts';
import { publicOf } from './nodes.ts';
import { behindService } from './ways.ts';

/** What the listeners of Ingress controllers and Gateways read, after the Services were; little where the server has no Gateway API. */
export function* routesPlan(scope: Scope): ReadingPlan {
  const cluster = yield [{ kind: 'Ingress', ...scope }, { kind: 'IngressClass' }, { kind: 'HTTPRoute', ...scope }];
  const isServed = gapsOf(cluster.list('HTTPRoute', scope)).every(({ reason }) => reason !== 'not-served');
  const gateways: readonly Need[] = [
    { kind: 'Gateway' },
    { kind: 'GatewayClass' },
    { kind: 'ListenerSet' },
    { kind: 'GRPCRoute', ...scope },
    { kind: 'TLSRoute', ...scope },
    { kind: 'TCPRoute', ...scope },
    { kind: 'UDPRoute', ...scope },
    { kind: 'ReferenceGrant' },
    { kind: 'BackendTLSPolicy' },
    { kind: 'Namespace', only: 'metadata' },
  ];
  yield isServed ? gateways : [];
  yield* askedBy((known, attempt) => {
    for (const service of knownItems(known.list('Service', scope))) {
      attempt(() => void ingressEntries(service, known, attempt));
      if (isServed) attempt(() => void gatewayEntries(service, known, attempt));
    }
  });
}

/** The ways to Services by host and path: through Ingresses of their namespace, and through routes of the Gateway API. */
export function exposedRoutes(services: readonly Service[], cluster: ClusterIndex): readonly ExposedRoute[] {
  return services
    .flatMap((service) =>
      [...ingressEntries(service, cluster), ...gatewayEntries(service, cluster).entries].map((entry) => routeOf(service, entry, cluster)),
    )
    .toSorted((a, b) => compare(orderOf(a), orderOf(b)));
}

function routeOf(
  service: Service,
  { address, port, protocol, object, gateway, url, trace }: ServiceEntry,
  cluster: ClusterIndex,
): ExposedRoute {
  const outcome = outcomeOf(trace);
  const [, host, path] = /^\w+:\/\/([^/:]+)(?::\d+)?(\/.*)?$/.exec(url ?? '') ?? [];
  const { workloads, sensitive } = behindService(service, service.spec.ports, cluster);
  return {
    object,
    ...(gateway === undefined ? {} : { gateway }),
    address,
    port,
    protocol,
    ...(url === undefined ? {} : { url }),
    ...(host === undefined ? {} : { host }),
    ...(path === undefined ? {} : { path }),
    service: nameOf(service.metadata),
    workloads,
    ...(sensitive === undefined ? {} : { sensitive }),
    answers: outcome === 'delivered' ? 'yes' : outcome === 'unknown' ? 'unknown' : 'no',
    outcome,
    reason: trace.hops.at(-1)?.steps.at(-1)?.says ?? '',
    public: publicOf(address),
  };
}

type Order = readonly (string | number)[];

/** Sensitive targets come first, then addresses that may be public, then what answers. */
function orderOf({ sensitive, answers, public: reach, host = '~', port, path = '', object, service, address }: ExposedRoute): Order {
  const risk = [sensitive === undefined ? 1 : 0, answers === 'no' ? 1 : 0, reach === 'candidate' ? 0 : 1];
  return [...risk, host, port, path, object.kind, nameOf(object), service, address ?? ''];
}

function compare(a: Order, b: Order): number {
  const at = a.findIndex((one, index) => one !== b[index]);
  const [left = '', right = ''] = [a[at], b[at]];
  return at === -1 ? 0 : left < right ? -1 : 1;
}
