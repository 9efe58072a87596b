import type { ClusterIndex } from '../../model/cluster-index.ts';
import { type Gap, gapsOf, knownItems } from '../../model/listing.ts';
import { nameOf } from '../../model/object-ref.ts';
import { type BackendTarget, GATEWAY_GROUP } from '../../model/resources/gateway-api.ts';
import type { BackendRef, RouteRule } from '../../model/resources/route.ts';
import type { Service, ServicePort } from '../../model/resources/service.ts';
import { endpointsOfPort, type PortEndpoint, slicesOf } from '../service/index.ts';
import type { RouteOf } from './attachment.ts';
import { permission } from './grants.ts';
import { allOf, type Judgement, judged, type Truth } from './truth.ts';

/** A backend that a rule names. `holds`: whether it can be resolved; `reason` is that of the API's condition ResolvedRefs. */
export interface ResolvedBackend extends Judgement {
  /** With the namespace that it means. */
  readonly ref: ObjectName & { readonly port?: number };
  /** Its path in the route: `spec.rules[0].backendRefs[1]`. */
  readonly field: string;
  readonly service?: Service;
  readonly servicePort?: ServicePort;
}

interface ObjectName {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** A backend with its part of a rule's traffic. */
export interface BackendShare extends ResolvedBackend {
  readonly backendRef: BackendRef;
  /** 0..1. */
  readonly share: number;
  /** Whether some endpoint is ready; unknown where they were not read or the backend is not resolved. */
  readonly ready: Truth;
  /** The endpoints of the Service port, ready or not. A Gateway sends to them itself, not to the Cluster IP. */
  readonly endpoints: readonly PortEndpoint[];
  readonly endpointGaps: readonly Gap[];
}

/** Kinds of backends that some implementations have beside Services, by their groups. */
const OWN_GROUPS: readonly RegExp[] = [
  /^(?:multicluster|inference\.networking)\.x-k8s\.io$/,
  /^inference\.networking\.k8s\.io$/,
  /(?:^|\.)(?:envoyproxy\.io|kgateway\.dev|solo\.io|istio\.io|traefik\.io|gke\.io|konghq\.com|cilium\.io|nginx\.org|k8s\.aws|azure\.com|kuma\.io)$/,
];

/**
 * The backends of a rule with their shares: weight over the sum of all weights, those that cannot be resolved included.
 * Source: gateway-api apis/v1/httproute_types.go, HTTPRouteRule.BackendRefs; shared_types.go, BackendRef.Weight (1.6).
 */
export function backendShares(of: RouteOf, rule: number, cluster: ClusterIndex): readonly BackendShare[] {
  const refs = of.route.spec.rules[rule]?.backendRefs ?? [];
  return refs.map((backendRef, index) => backendShare(of, rule, { backendRef, index }, cluster));
}

/** One of them, by itself. */
export function backendShare(
  of: RouteOf,
  rule: number,
  { backendRef, index }: { readonly backendRef: BackendRef; readonly index: number },
  cluster: ClusterIndex,
): BackendShare {
  const total = (of.route.spec.rules[rule]?.backendRefs ?? []).reduce((sum, { weight }) => sum + weight, 0);
  const resolved = resolveBackend(of, backendRef, `spec.rules[${rule}].backendRefs[${index}]`, cluster);
  return { ...resolved, ...endpointsOf(resolved, cluster), backendRef, share: total === 0 ? 0 : backendRef.weight / total };
}

/** Everything that the rules of a route name: their backends, and those of their mirrors. */
export function resolveBackends(of: RouteOf, cluster: ClusterIndex): readonly ResolvedBackend[] {
  return of.route.spec.rules.flatMap((rule, index) => [
    ...rule.backendRefs.map((ref, place) => resolveBackend(of, ref, `spec.rules[${index}].backendRefs[${place}]`, cluster)),
    ...mirrorsOf(rule).map(({ ref, field }) => resolveBackend(of, ref, `spec.rules[${index}].${field}`, cluster)),
  ]);
}

/** Where the filters of a rule send copies. */
export function mirrorsOf(rule: RouteRule): readonly { readonly ref: BackendTarget; readonly fraction: number; readonly field: string }[] {
  return rule.filters.flatMap((filter, index) =>
    filter.type === 'RequestMirror'
      ? [{ ref: filter.backendRef, fraction: filter.fraction, field: `filters[${index}].requestMirror.backendRef` }]
      : [],
  );
}

/** What the condition ResolvedRefs of a route must be. Source: gateway-api apis/v1/shared_types.go, RouteConditionReason (1.6). */
export function resolvedRefs(of: RouteOf, cluster: ClusterIndex): Judgement {
  const all = resolveBackends(of, cluster);
  const decisive = all.find(({ holds }) => holds === 'no') ?? all.find(({ holds }) => holds === 'unknown');
  if (decisive === undefined) return judged('yes', 'ResolvedRefs', 'everything it names is there');
  return judged(
    allOf(all.map(({ holds }) => holds)),
    decisive.reason,
    decisive.says,
    all.flatMap(({ gaps }) => gaps),
  );
}

/** What one reference to a backend means, and whether it can be resolved. */
export function resolveBackend(of: RouteOf, target: BackendTarget, field: string, cluster: ClusterIndex): ResolvedBackend {
  const { group, kind, name, port } = target;
  const namespace = target.namespace ?? of.route.metadata.namespace ?? '';
  const ref = { group, kind, namespace, name, ...(port === undefined ? {} : { port }) };
  const base = { ref, field };
  if (group !== '' || kind !== 'Service') return { ...base, ...foreignBackend(of, ref) };
  const from = { group: GATEWAY_GROUP, kind: of.kind, namespace: of.route.metadata.namespace ?? '' };
  const allowed = of.mesh ? judged('yes', 'Mesh', 'a service mesh needs no ReferenceGrant') : permission(from, ref, cluster);
  if (allowed.holds === 'no') return { ...base, ...judged('no', 'RefNotPermitted', allowed.says) };
  const found = cluster.get('Service', name, namespace);
  const says = `Service ${nameOf(ref)}`;
  if (found.state === 'absent') return { ...base, ...judged('no', 'BackendNotFound', `${says} does not exist`) };
  if (found.state === 'unknown') {
    return { ...base, ...judged('unknown', 'BackendNotFound', `${says} was not read`, [...allowed.gaps, ...found.gaps]) };
  }
  return { ...base, ...serviceBackend(found.item, port, of.kind === 'UDPRoute' ? 'UDP' : 'TCP', allowed), service: found.item };
}

function serviceBackend(
  service: Service,
  port: number | undefined,
  protocol: 'TCP' | 'UDP',
  allowed: Judgement,
): Judgement & Pick<ResolvedBackend, 'servicePort'> {
  const says = `Service ${nameOf(service.metadata)}`;
  if (port === undefined) return judged('no', 'BackendNotFound', `no port is given for ${says}`);
  const ports = service.spec.ports.filter((one) => one.port === port);
  const servicePort = ports.find((one) => one.protocol === protocol);
  if (ports.length === 0) return judged('no', 'BackendNotFound', `${says} has no port ${port}`);
  if (servicePort === undefined) {
    return judged('unknown', 'BackendNotFound', `port ${port} of ${says} is not ${protocol}: the implementation decides`);
  }
  if (service.spec.type === 'ExternalName') {
    return { ...judged('unknown', 'ResolvedRefs', `${says} is of type ExternalName: the implementation decides`), servicePort };
  }
  return { ...allowed, reason: allowed.holds === 'yes' ? 'ResolvedRefs' : allowed.reason, servicePort };
}

/** A backend that is no Service: invalid, unless the implementation is known to have such kinds or says that it resolved this one. */
function foreignBackend({ route }: RouteOf, { group, kind, name }: ObjectName): Judgement {
  const says = `${kind} ${name} of group ${group === '' ? 'core' : group}`;
  const isResolved = route.status.parents.some(({ conditions }) =>
    conditions.some((one) => one.type === 'ResolvedRefs' && one.status === 'True' && one.observedGeneration === route.metadata.generation),
  );
  const isOwn = isResolved || OWN_GROUPS.some((pattern) => pattern.test(group));
  return isOwn
    ? judged('unknown', 'InvalidKind', `${says}: the implementation decides where it leads`)
    : judged('no', 'InvalidKind', `${says} is no kind of backend that the specification knows`);
}

function endpointsOf(
  { holds, service, servicePort }: ResolvedBackend,
  cluster: ClusterIndex,
): Pick<BackendShare, 'ready' | 'endpoints' | 'endpointGaps'> {
  if (holds === 'no' || service === undefined || servicePort === undefined || service.spec.type === 'ExternalName') {
    return { ready: 'unknown', endpoints: [], endpointGaps: [] };
  }
  const slices = slicesOf(service, cluster);
  const endpoints = endpointsOfPort(knownItems(slices), servicePort);
  const ready = endpoints.some((one) => one.ready) ? 'yes' : slices.state === 'complete' ? 'no' : 'unknown';
  return { ready, endpoints, endpointGaps: gapsOf(slices) };
}
