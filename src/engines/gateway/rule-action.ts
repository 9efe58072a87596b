import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { GRPCRoute, HTTPRoute, HTTPRouteMatch, RouteFilter } from '../../model/resources/route.ts';
import type { RouteOf } from './attachment.ts';
import { type BackendShare, backendShares, mirrorsOf, resolveBackend } from './backends.ts';
import type { Action, BackendOutcome, Candidate, Mirror } from './decision.ts';
import { forwardedBy, locationOf } from './filters.ts';
import type { GrpcRequest, HttpRequest } from './request.ts';

/**
 * What a rule of an HTTPRoute does with a request: a redirect answers; without backends 500; else each backend gets its share.
 * Source: gateway-api apis/v1/httproute_types.go, HTTPRouteRule.BackendRefs (1.6).
 */
export function answerHttpBy(winner: Candidate, route: HTTPRoute, request: HttpRequest, cluster: ClusterIndex): Action {
  const rule = route.spec.rules[winner.rule];
  const path = rule?.matches[winner.match]?.path;
  const filters = rule?.filters ?? [];
  const redirect = redirectOf(filters);
  if (redirect !== undefined) return { does: 'redirect', status: redirect.statusCode, location: locationOf(redirect, request, path) };
  if (isPreflight(filters, request)) return { does: 'answer', why: 'the CORS filter answers the preflight request' };
  const shares = backendShares(winner, winner.rule, cluster);
  const weighted = shares.some(({ share }) => share > 0);
  if (!weighted) return { does: 'answer', status: 500, why: whyNothing(shares) };
  return {
    does: 'forward',
    backends: shares.map((backend) => httpOutcome(backend, filters, request, path)),
    mirrors: mirrorsAt(winner, cluster),
  };
}

/** What a rule of a GRPCRoute does with a call. */
export function answerGrpcBy(winner: Candidate, route: GRPCRoute, request: GrpcRequest, cluster: ClusterIndex): Action {
  const filters = route.spec.rules[winner.rule]?.filters ?? [];
  const shares = backendShares(winner, winner.rule, cluster);
  const weighted = shares.filter(({ share }) => share > 0);
  const isBroken = weighted.every((one) => one.holds === 'no' || one.ready === 'no');
  if (isBroken) return { does: 'answer', grpcStatus: 'UNAVAILABLE', why: weighted[0]?.says ?? whyNothing(shares) };
  const asHttp: HttpRequest = { ...request, host: request.authority, method: 'POST', path: `/${request.service}/${request.method}` };
  return {
    does: 'forward',
    backends: shares.map((backend) => ({
      backend,
      meets: meetsOf(backend),
      request: forwardedBy([...filters, ...backend.backendRef.filters], asHttp),
    })),
    mirrors: mirrorsAt(winner, cluster),
  };
}

/** What a backend's part meets by its state alone. */
export function meetsOf({ holds, ready }: BackendShare): BackendOutcome['meets'] {
  if (holds === 'no' || ready === 'no') return 'error';
  return holds === 'unknown' ? 'unknown' : 'forwarded';
}

/** Why a rule has no backend that gets anything. */
export function whyNothing(shares: readonly BackendShare[]): string {
  return shares.length === 0 ? 'the rule has no backends' : 'the weights of all its backends are 0; most implementations answer so';
}

/** Where the mirrors of a candidate's rule send copies. */
function mirrorsAt(winner: Candidate, cluster: ClusterIndex): readonly Mirror[] {
  const of: RouteOf = winner;
  const rule = winner.route.spec.rules[winner.rule];
  const mirrors = rule === undefined ? [] : mirrorsOf(rule);
  return mirrors.map(({ ref, fraction, field }) => ({
    ...resolveBackend(of, ref, `spec.rules[${winner.rule}].${field}`, cluster),
    fraction,
  }));
}

function httpOutcome(
  backend: BackendShare,
  ruleFilters: readonly RouteFilter[],
  request: HttpRequest,
  path: HTTPRouteMatch['path'] | undefined,
): BackendOutcome {
  const redirect = redirectOf(backend.backendRef.filters);
  if (redirect !== undefined) {
    return { backend, meets: 'redirected', status: redirect.statusCode, location: locationOf(redirect, request, path) };
  }
  const meets = meetsOf(backend);
  if (meets === 'error') return { backend, meets, status: backend.holds === 'no' ? 500 : 503 };
  return { backend, meets, request: forwardedBy([...ruleFilters, ...backend.backendRef.filters], request, path) };
}

function redirectOf(filters: readonly RouteFilter[]): Extract<RouteFilter, { type: 'RequestRedirect' }> | undefined {
  return filters.find((filter) => filter.type === 'RequestRedirect');
}

/** Source: WHATWG Fetch, CORS-preflight request. */
function isPreflight(filters: readonly RouteFilter[], { method, headers = {} }: HttpRequest): boolean {
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  const asks = method.toUpperCase() === 'OPTIONS' && names.includes('origin') && names.includes('access-control-request-method');
  return asks && filters.some((filter) => filter.type === 'CORS');
}
