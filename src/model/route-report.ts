import type { ExpectedCondition, GatewayAddressReport, ReportedCondition } from './gateway-status.ts';
import type { ReportBase } from './report.ts';

/** What was asked: `httproute/NAMESPACE/NAME`. */
export interface RouteQuestion {
  readonly object: string;
}

/**
 * - attached: some parent takes it, and everything that it names can be used
 * - broken: some parent takes it, and something that it names cannot be used
 * - not-attached: no parent takes it
 * - unknown: what decides could not be read, or is left to the implementation
 */
export type RouteOutcome = 'attached' | 'broken' | 'not-attached' | 'unknown';

/** An object of any group, by the names that the route uses. */
export interface NamedObject {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** One listener that a parentRef names. */
export interface RouteListener extends ExpectedCondition {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly hostname?: string;
  /** The hosts for which the route is asked there; `*` for every host. */
  readonly hosts: readonly string[];
  /** Why it is not sure that it takes the route though it should, by what its controller says. */
  readonly doubt?: string;
}

/** One parentRef of a route. */
export interface RouteParent {
  readonly parent: NamedObject;
  readonly sectionName?: string;
  readonly port?: number;
  readonly accepted: ExpectedCondition;
  readonly listeners: readonly RouteListener[];
  /** The addresses of the Gateway; empty for a Service, and where the Gateway was not found. */
  readonly addresses: readonly GatewayAddressReport[];
  /** What controllers say; empty where none says anything of it. */
  readonly reported: readonly { readonly controller: string; readonly conditions: readonly ReportedCondition[] }[];
}

/** A backend of a rule. */
export interface RuleBackend extends ExpectedCondition {
  readonly backend: NamedObject;
  /** The port of the Service. */
  readonly port?: number;
  readonly weight: number;
  /** Its part of the rule's requests, 0..1. */
  readonly share: number;
  /** What the client gets for that part instead of an answer of the backend: 500 for HTTP where it cannot be used, 503 where nobody is ready. */
  readonly status?: number;
  /** Absent where it is no Service, or cannot be used; 'unknown' where they could not be read. */
  readonly endpoints?: { readonly ready: number; readonly total: number } | 'unknown';
  /** What is done on the way to this backend alone, in words. */
  readonly filters: readonly string[];
  /** The name in the TLS handshake with it, where a BackendTLSPolicy says that it is spoken. */
  readonly tls?: { readonly policy: string; readonly hostname: string };
}

/** One rule of a route. */
export interface RouteRuleReport {
  /** From 1. */
  readonly rule: number;
  readonly name?: string;
  /** Any of them suffices. */
  readonly matches: readonly string[];
  /** What is done, in words, in the order of the route. */
  readonly filters: readonly string[];
  readonly backends: readonly RuleBackend[];
  /** What the Gateway answers itself instead of sending anything to a backend. */
  readonly answers?: { readonly with: 'redirect' | 'error'; readonly says: string };
  readonly timeouts?: { readonly request?: string; readonly backendRequest?: string };
  readonly sessionPersistence?: string;
}

interface RouteReportOf<K extends 'HTTPRoute' | 'GRPCRoute'> extends ReportBase<K, RouteQuestion, RouteOutcome> {
  readonly route: { readonly namespace: string; readonly name: string; readonly hostnames: readonly string[] };
  readonly parents: readonly RouteParent[];
  readonly resolvedRefs: ExpectedCondition;
  readonly rules: readonly RouteRuleReport[];
}

/** The report of `kubectl netexplain httproute/NAME`. */
export interface HTTPRouteReport extends RouteReportOf<'HTTPRoute'> {}

/** The report of `kubectl netexplain grpcroute/NAME`. */
export interface GRPCRouteReport extends RouteReportOf<'GRPCRoute'> {}
