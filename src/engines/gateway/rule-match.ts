import type { GRPCRouteMatch, HTTPRouteMatch } from '../../model/resources/route.ts';
import type { GrpcRequest, HttpRequest } from './request.ts';
import { allOf, type Truth } from './truth.ts';
import { fits, fitsAll, fitsRegExp, truth } from './value-match.ts';

/** Whether a match takes a request; where it does not, or that is open, the first part that decides, in words. */
export interface MatchResult {
  readonly holds: Truth;
  readonly why: string;
}

interface Part {
  readonly fits: Truth;
  readonly what: string;
}

/**
 * Whether a match takes a request: path, method, headers and query parameters, all of them.
 * Source: gateway-api apis/v1/httproute_types.go, HTTPRouteMatch (1.6).
 */
export function matchesHttp(match: HTTPRouteMatch, request: HttpRequest): MatchResult {
  const { path, method, headers, queryParams } = match;
  const query = [...new URLSearchParams(request.query ?? '')];
  return resultOf([
    { fits: matchesPath(path, request.path), what: `path ${request.path} for ${path.type} ${path.value}` },
    ...(method === undefined
      ? []
      : [{ fits: truth(method === request.method.toUpperCase()), what: `method ${request.method} for ${method}` }]),
    ...headerParts(headers, request.headers),
    ...fitsAll(queryParams, query, (name) => name).map((one) => ({ fits: one.fits, what: `query parameter ${one.name}` })),
  ]);
}

/** Whether a match takes a call. Source: gateway-api apis/v1/grpcroute_types.go, GRPCRouteMatch (1.6). */
export function matchesGrpc({ method, headers }: GRPCRouteMatch, request: GrpcRequest): MatchResult {
  const { type = 'Exact', service, method: name } = method ?? {};
  return resultOf([
    ...(service === undefined ? [] : [{ fits: fits(type, service, request.service), what: `service ${request.service} for ${service}` }]),
    ...(name === undefined ? [] : [{ fits: fits(type, name, request.method), what: `method ${request.method} for ${name}` }]),
    ...headerParts(headers, request.headers),
  ]);
}

/** Whether a path is below a prefix, element by element; a slash at the end of the prefix does not count. */
export function isBelow(prefix: string, path: string): boolean {
  const bare = withoutSlash(prefix);
  return path === bare || path.startsWith(`${bare}/`);
}

/** A path without the slash at its end; the root path becomes empty. */
export function withoutSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}

function matchesPath({ type, value }: HTTPRouteMatch['path'], path: string): Truth {
  switch (type) {
    case 'Exact':
      return truth(value === path);
    case 'PathPrefix':
      return truth(isBelow(value, path));
    case 'RegularExpression':
      return fitsRegExp(value, path);
  }
}

function headerParts(headers: HTTPRouteMatch['headers'], given: HttpRequest['headers'] = {}): readonly Part[] {
  return fitsAll(headers, Object.entries(given), (name) => name.toLowerCase()).map((one) => ({
    fits: one.fits,
    what: `header ${one.name}`,
  }));
}

function resultOf(parts: readonly Part[]): MatchResult {
  const holds = allOf(parts.map((part) => part.fits));
  const decisive = parts.find((part) => part.fits === holds);
  return holds === 'yes' ? { holds, why: 'matches' } : { holds, why: decisive?.what ?? '' };
}
