import type { BackendTarget, ParentRef, SpecMetadata, StatusCondition } from './gateway-api.ts';

/** How a value is compared. With the API's default, Exact; RegularExpression is in the implementation's own dialect. */
export type MatchType = 'Exact' | 'RegularExpression';

/** A header or a query parameter that must be there with this value. */
export interface NamedMatch {
  readonly name: string;
  readonly type: MatchType;
  readonly value: string;
}

/** All of it must hold. With the API's default, the path prefix `/`. */
export interface HTTPRouteMatch {
  readonly path: { readonly type: 'Exact' | 'PathPrefix' | 'RegularExpression'; readonly value: string };
  readonly headers: readonly NamedMatch[];
  readonly queryParams: readonly NamedMatch[];
  readonly method?: string;
}

/** All of it must hold; an absent service or method is any. */
export interface GRPCRouteMatch {
  readonly method?: { readonly type: MatchType; readonly service?: string; readonly method?: string };
  readonly headers: readonly NamedMatch[];
}

/** What is done to the path of a request. */
export interface PathModifier {
  readonly type: 'ReplaceFullPath' | 'ReplacePrefixMatch';
  readonly value: string;
}

/** What is done to headers: set replaces, add appends, remove takes away, each by name in any case. */
export interface HeaderModifier {
  readonly set: readonly { readonly name: string; readonly value: string }[];
  readonly add: readonly { readonly name: string; readonly value: string }[];
  readonly remove: readonly string[];
}

/** One step of what is done to a request or its answer. `other`: a filter of the implementation's own, or one that we do not know. */
export type RouteFilter =
  | { readonly type: 'RequestHeaderModifier' | 'ResponseHeaderModifier'; readonly headers: HeaderModifier }
  | {
      readonly type: 'RequestRedirect';
      readonly scheme?: string;
      readonly hostname?: string;
      readonly path?: PathModifier;
      readonly port?: number;
      readonly statusCode: number;
    }
  | { readonly type: 'URLRewrite'; readonly hostname?: string; readonly path?: PathModifier }
  /** `fraction` of the requests, 0..1. */
  | { readonly type: 'RequestMirror'; readonly backendRef: BackendTarget; readonly fraction: number }
  | {
      readonly type: 'CORS';
      readonly allowOrigins: readonly string[];
      readonly allowMethods: readonly string[];
      readonly allowHeaders: readonly string[];
      readonly allowCredentials: boolean;
    }
  | { readonly type: 'other'; readonly name: string };

/** A backend and its part of the traffic: `weight` over the sum of all weights of the rule. With the API's default, 1. */
export interface BackendRef extends BackendTarget {
  readonly weight: number;
  readonly filters: readonly RouteFilter[];
}

/** What every rule of a route has. Durations are as the API writes them (`10s`). */
export interface RouteRule {
  readonly name?: string;
  readonly filters: readonly RouteFilter[];
  readonly backendRefs: readonly BackendRef[];
  readonly timeouts?: { readonly request?: string; readonly backendRequest?: string };
  readonly sessionPersistence?: { readonly type: string; readonly sessionName?: string; readonly absoluteTimeout?: string };
}

/** What a controller says of a route's attachment to one parent. */
export interface RouteParentStatus {
  readonly parentRef: ParentRef;
  readonly controllerName: string;
  readonly conditions: readonly StatusCondition[];
}

/** A route of any kind. `hostnames` is empty where it names none, and for TCP and UDP. */
export interface Route<R extends RouteRule = RouteRule> {
  readonly metadata: SpecMetadata;
  readonly spec: { readonly parentRefs: readonly ParentRef[]; readonly hostnames: readonly string[]; readonly rules: readonly R[] };
  readonly status: { readonly parents: readonly RouteParentStatus[] };
}

/** A gateway.networking.k8s.io/v1 HTTPRoute. A rule applies when one of its matches does. */
export type HTTPRoute = Route<RouteRule & { readonly matches: readonly HTTPRouteMatch[] }>;

/** A gateway.networking.k8s.io/v1 GRPCRoute. A rule applies when one of its matches does. */
export type GRPCRoute = Route<RouteRule & { readonly matches: readonly GRPCRouteMatch[] }>;
