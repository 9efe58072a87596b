import type { RouteKind } from '../../engines/gateway/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Kind } from '../../model/kind.ts';
import { describeRef, refTo } from '../../model/object-ref.ts';
import type { Route } from '../../model/resources/route.ts';
import type { Hit, Unjudged } from '../rule.ts';
import { enumerate } from './enumerate.ts';
import { quote, whyOf } from './gateway-conditions.ts';
import { groupBy } from './group-by.ts';
import { type BackendCause, type RouteBackend, routeBackends, unresolvedSaid } from './route-backends.ts';

/** What the sentences about a backend that cannot be used are made of. */
export interface BackendArgs extends Readonly<Record<string, string | null>> {
  readonly route: string;
  /** Null where only the controller says it, and does not name it. */
  readonly backend: string | null;
  readonly why: string;
  /** What becomes of the requests. */
  readonly effect: string;
}

/** The causes by which a backend is known not to work. */
const INVALID: readonly BackendCause[] = ['missing', 'port', 'not-permitted', 'grant-differs', 'kind'];

/** Whether a backend is known not to work. */
export function isInvalid({ cause }: RouteBackend): boolean {
  return INVALID.includes(cause);
}

/** Of what kind the objects are that decide about a cause. */
const DECIDED_BY: Readonly<Partial<Record<BackendCause, Kind>>> = {
  missing: 'Service',
  port: 'Service',
  'not-permitted': 'ReferenceGrant',
  'grant-differs': 'ReferenceGrant',
};

/**
 * Judges the backends of a route for one cause, each backend once however many rules name it.
 * @param reason the reason of the condition ResolvedRefs by which a controller says the same; it counts where the objects show nothing
 */
export function judgeRouteBackends(
  kind: RouteKind,
  route: Route,
  { cause, reason }: { readonly cause: BackendCause; readonly reason?: string },
  cluster: ClusterIndex,
): readonly (Hit<BackendArgs> | Unjudged)[] {
  const object = refTo(kind, route.metadata);
  const all = routeBackends(kind, route, cluster);
  const invalid = all.filter(isInvalid);
  const said = unresolvedSaid(route);
  const onlySaid = invalid.length > 0 ? undefined : said.find(({ condition }) => condition.reason === reason);
  const hidden = all.filter((one) => one.gaps.some((gap) => gap.kind === DECIDED_BY[cause]));
  if (onlySaid !== undefined && reason !== undefined) {
    const [first] = hidden;
    // Where one backend alone could not be judged, it is the one that the controller means.
    const meant = hidden.every(({ name }) => name === first?.name) ? first : undefined;
    const why = `its controller says ${whyOf(onlySaid)}`;
    const effect = meant === undefined ? `requests for that backend ${failureOf(kind)}` : effectOf(hidden, failureOf(kind));
    return [{ args: { route: describeRef(object), backend: meant?.name ?? null, why, effect }, evidence: [quote(object, onlySaid)] }];
  }
  const quoted = said.filter(({ condition }) => invalid.some((one) => one.reason === condition.reason)).map((one) => quote(object, one));
  const groups = groupBy(
    invalid.filter((one) => one.cause === cause),
    ({ name }) => name,
  );
  const hits = [...groups.values()].flatMap((places): readonly Hit<BackendArgs>[] =>
    places.slice(0, 1).map(({ name, says, namedAt, ref, near, service }) => ({
      args: {
        route: describeRef(object),
        backend: name,
        why: near === undefined ? says : `${says}; ${describeRef(near.object)} ${near.says}`,
        effect: effectOf(places, failureOf(kind)),
      },
      evidence: [
        { object, field: namedAt, value: ref.name, says: 'the backend' },
        ...(near === undefined ? [] : [near]),
        ...(service === undefined ? [] : [{ object: refTo('Service', service.metadata), field: 'spec.ports', says }]),
        ...quoted,
      ],
    })),
  );
  const gaps = all.flatMap((one) => (one.cause === 'unread' ? one.gaps : [])).filter((gap) => gap.kind === DECIDED_BY[cause]);
  return [...hits, ...(gaps.length === 0 ? [] : [{ unjudged: gaps }])];
}

/**
 * What is lost of the requests where a backend fails: `all requests of rule 1 and 10% of the requests of rule 3 get 500`.
 * @param places where the backend is named; no share: as a mirror
 */
export function effectOf(places: readonly Pick<RouteBackend, 'rule' | 'share'>[], failure: string): string {
  const perRule = [...groupBy(places, ({ rule }) => rule)].map(([rule, own]) => ({
    rule,
    share: own.reduce((sum, { share = 0 }) => sum + share, 0),
  }));
  const lost = perRule.filter(({ share }) => share > 0).map(({ rule, share }) => `${partOf(share)} of rule ${rule + 1}`);
  if (lost.length > 0) return `${enumerate(lost)} ${failure}`;
  return places.every(({ share }) => share === undefined) ? 'no copies go there' : 'its weight is 0, so that no request meets it now';
}

/** `all requests`, `10% of the requests`. */
function partOf(share: number): string {
  return share > 0.9999 ? 'all requests' : `${Math.max(1, Math.round(share * 100))}% of the requests`;
}

/** What becomes of requests for a backend that cannot be used. Source: gateway-api apis/v1, BackendRefs of each kind (1.6). */
export function failureOf(kind: RouteKind): string {
  switch (kind) {
    case 'HTTPRoute':
      return 'get 500';
    case 'GRPCRoute':
      return 'get UNAVAILABLE';
    default:
      return 'are refused';
  }
}
