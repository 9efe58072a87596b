import type { HeaderModifier, HTTPRouteMatch, RouteFilter } from '../../model/resources/route.ts';
import { hostOf } from './hostname.ts';
import { modifiedPath } from './paths.ts';
import type { HttpRequest } from './request.ts';

/** Where a redirect sends the client. `port` absent: the well-known one of the scheme, which is left out. `path` absent: not known. */
export interface Location {
  readonly scheme: string;
  readonly host: string;
  readonly port?: number;
  readonly path?: string;
}

/** A request as it leaves the Gateway. Header names as they were last written. `path` absent: not known. */
export interface Forwarded {
  readonly host: string;
  readonly path?: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Names of headers that are taken away. */
  readonly removed: readonly string[];
}

type Redirect = Extract<RouteFilter, { type: 'RequestRedirect' }>;

const WELL_KNOWN_PORTS: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['https', 443],
]);

/**
 * The Location of a redirect: what the filter leaves out is the request's own. The port is the filter's, else the well-known one of the
 * filter's scheme, else the listener's. Source: gateway-api apis/v1/httproute_types.go, HTTPRequestRedirectFilter (1.6).
 */
export function locationOf(filter: Redirect, request: HttpRequest, match: HTTPRouteMatch['path'] | undefined): Location {
  const scheme = filter.scheme ?? request.scheme;
  const port = filter.port ?? (filter.scheme === undefined ? request.port : WELL_KNOWN_PORTS.get(scheme));
  const path = filter.path === undefined ? request.path : modifiedPath(filter.path, request.path, match);
  return {
    scheme,
    host: filter.hostname ?? hostOf(request.host),
    ...(port === undefined || port === WELL_KNOWN_PORTS.get(scheme) ? {} : { port }),
    ...(path === undefined ? {} : { path }),
  };
}

/** A request after the filters that change it, in their order: those of the rule, then those of the backend. */
export function forwardedBy(filters: readonly RouteFilter[], request: HttpRequest, match?: HTTPRouteMatch['path']): Forwarded {
  let sent: Forwarded = { host: request.host, path: request.path, headers: request.headers ?? {}, removed: [] };
  for (const filter of filters) {
    if (filter.type === 'RequestHeaderModifier') sent = { ...sent, ...modified(filter.headers, sent) };
    if (filter.type === 'URLRewrite') {
      const { path: _old, ...rest } = sent;
      const path = filter.path === undefined ? sent.path : modifiedPath(filter.path, request.path, match);
      sent = { ...rest, ...(path === undefined ? {} : { path }), host: filter.hostname ?? sent.host };
    }
  }
  return sent;
}

/** Headers after set, add and remove. Source: gateway-api apis/v1/httproute_types.go, HTTPHeaderFilter (1.6). */
function modified({ set, add, remove }: HeaderModifier, { headers, removed }: Forwarded): Pick<Forwarded, 'headers' | 'removed'> {
  const values = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), { name, value }]));
  for (const { name, value } of set) values.set(name.toLowerCase(), { name, value });
  for (const { name, value } of add) {
    const known = values.get(name.toLowerCase());
    values.set(name.toLowerCase(), { name, value: known === undefined ? value : `${known.value},${value}` });
  }
  for (const name of remove) values.delete(name.toLowerCase());
  return {
    headers: Object.fromEntries([...values.values()].map(({ name, value }) => [name, value])),
    removed: [...removed, ...remove],
  };
}
