import { asItsParentsApply, mirrorsOf, type ResolvedBackend, type RouteKind, resolveBackend } from '../../engines/gateway/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Evidence } from '../../model/evidence.ts';
import { KINDS } from '../../model/kind.ts';
import { GATEWAY_GROUP } from '../../model/resources/gateway-api.ts';
import type { Route } from '../../model/resources/route.ts';
import { perCluster } from './by-value.ts';
import { findCondition, type PlacedCondition, presentConditions } from './gateway-conditions.ts';
import { missedGrant } from './missed-grant.ts';

/**
 * Why a backend cannot be used: its Service is not there; the port is not; no ReferenceGrant lets the route name it, or one that comes
 * near does not; it is of a kind that nobody sends to. `unread`: not known.
 */
export type BackendCause = 'missing' | 'port' | 'not-permitted' | 'grant-differs' | 'kind' | 'none' | 'unread';

/** One place where a route names a backend. */
export interface RouteBackend extends ResolvedBackend {
  readonly cause: BackendCause;
  /** `Service a/foo:80`. */
  readonly name: string;
  readonly rule: number;
  /** The field that names it; of a mirror its filter. */
  readonly namedAt: string;
  /** Its part of the rule's requests, 0..1; undefined for a mirror, which gets copies. */
  readonly share?: number;
  /** Where a grant comes near: the field that differs, and what it says. */
  readonly near?: Evidence;
}

const known = perCluster(() => new WeakMap<Route, readonly RouteBackend[]>());

/** The backends of a route, and those of its mirrors; worked out once, since several rules ask. */
export function routeBackends(kind: RouteKind, route: Route, cluster: ClusterIndex): readonly RouteBackend[] {
  const found = known(cluster).get(route) ?? placesOf(kind, route, cluster);
  known(cluster).set(route, found);
  return found;
}

function placesOf(kind: RouteKind, route: Route, cluster: ClusterIndex): readonly RouteBackend[] {
  const of = asItsParentsApply(kind, route);
  return route.spec.rules.flatMap((rule, index) => {
    const total = rule.backendRefs.reduce((sum, { weight }) => sum + weight, 0);
    const backends = rule.backendRefs.map((ref, place) => {
      const field = `spec.rules[${index}].backendRefs[${place}]`;
      return { ...resolveBackend(of, ref, field, cluster), namedAt: `${field}.name`, share: total === 0 ? 0 : ref.weight / total };
    });
    const mirrors = mirrorsOf(rule).map(({ ref, field }) => ({
      ...resolveBackend(of, ref, `spec.rules[${index}].${field}`, cluster),
      namedAt: `spec.rules[${index}].${field.replace(/\.requestMirror.*/, '')}`,
    }));
    return [...backends, ...mirrors].map((one) => ({ ...one, rule: index, name: backendName(one), ...causeOf(one, kind, route, cluster) }));
  });
}

function causeOf(one: ResolvedBackend, kind: RouteKind, route: Route, cluster: ClusterIndex): Pick<RouteBackend, 'cause' | 'near'> {
  const { holds, reason, ref, service, gaps } = one;
  if (reason === 'InvalidKind') return { cause: holds === 'no' && isBuiltIn(ref.group) ? 'kind' : 'none' };
  if (holds !== 'no') return { cause: holds === 'unknown' && gaps.length > 0 ? 'unread' : 'none' };
  if (reason === 'RefNotPermitted') {
    const near = missedGrant({ group: GATEWAY_GROUP, kind, namespace: route.metadata.namespace ?? '' }, ref, cluster);
    return near === undefined ? { cause: 'not-permitted' } : { cause: 'grant-differs', near };
  }
  if (service === undefined) return { cause: 'missing' };
  return { cause: service.spec.type === 'ExternalName' && ref.port !== undefined ? 'none' : 'port' };
}

/** Whether a group is Kubernetes' own, in which no implementation may add a kind of backend. */
function isBuiltIn(group: string): boolean {
  return group === GATEWAY_GROUP || Object.values(KINDS).some((kind) => kind.group === group);
}

/** `Service a/foo:80`. */
export function backendName({ ref: { group, kind, namespace, name, port } }: ResolvedBackend): string {
  return `${group === '' ? kind : `${kind}.${group}`} ${namespace}/${name}${port === undefined ? '' : `:${port}`}`;
}

/** What a controller says of a route's references as a whole: ResolvedRefs False, once for each reason. */
export function unresolvedSaid(route: Route): readonly PlacedCondition[] {
  const said = route.status.parents.map(({ conditions }, index) =>
    findCondition(presentConditions(conditions, route.metadata, `status.parents[${index}]`), 'ResolvedRefs', 'False'),
  );
  const byReason = new Map(said.flatMap((one) => (one === undefined ? [] : [[one.condition.reason ?? '', one] as const])).reverse());
  return [...byReason.values()].reverse();
}
