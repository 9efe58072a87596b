import type { ExpectedCondition, GatewayAddressReport, ReportedCondition, Truth } from './gateway-status.ts';
import type { ObjectRef } from './object-ref.ts';
import type { ReportBase } from './report.ts';
import type { Protocol } from './values/port.ts';

/** What was asked: `gateway/NAMESPACE/NAME`. */
export interface GatewayQuestion {
  readonly object: string;
}

/**
 * - programmed: its controller says that it accepted it and that the data plane has it, of the present generation
 * - stale: the same, of an older generation
 * - not-programmed: its controller says that one of the two is not so
 * - pending: no controller has said anything of it
 */
export type GatewayOutcome = 'programmed' | 'stale' | 'not-programmed' | 'pending';

/** The class of a Gateway, which says whose business it is. */
export interface GatewayClassReport {
  readonly name: string;
  /** Whether there is such a GatewayClass. */
  readonly exists: Truth;
  readonly controller?: string;
  readonly conditions: readonly ReportedCondition[];
}

/** A certificate that a listener names; nothing of its contents. */
export interface ListenerCertificate extends ExpectedCondition {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** A route at a listener that it takes, or may take. */
export interface ListenerRoute {
  readonly route: ObjectRef;
  readonly attached: Truth;
  /** The hosts for which it is asked there; `*` for every host. */
  readonly hosts: readonly string[];
}

/** One listener of a Gateway, its own or of a ListenerSet. */
export interface GatewayListenerReport {
  /** The object in which it stands. */
  readonly of: ObjectRef;
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly hostname?: string;
  /** Whether TLS ends here or at the backend; absent without TLS. */
  readonly tls?: 'Terminate' | 'Passthrough';
  readonly certificates: readonly ListenerCertificate[];
  /** From which namespaces it takes routes, in words. */
  readonly namespaces: string;
  readonly kinds: readonly string[];
  readonly accepted: ExpectedCondition;
  readonly resolvedRefs: ExpectedCondition;
  readonly programmed: ExpectedCondition;
  readonly routes: readonly ListenerRoute[];
  /** Whether these are all; false where some could not be read. */
  readonly routesComplete: boolean;
  /** What its controller says; absent where it says nothing of it. */
  readonly reported?: { readonly attachedRoutes: number; readonly conditions: readonly ReportedCondition[] };
}

/** A ListenerSet that names the Gateway. */
export interface GatewayListenerSet extends ExpectedCondition {
  readonly object: ObjectRef;
}

/** A Service of the data plane: what stands in front of the proxies. */
export interface DataPlaneService {
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  readonly clusterIPs: readonly string[];
  /** Addresses that its load balancer reports. */
  readonly loadBalancer: readonly string[];
  readonly ports: readonly { readonly port: number; readonly protocol: Protocol; readonly nodePort?: number }[];
}

/** The proxies of a Gateway, as far as they carry its name in the label `gateway.networking.k8s.io/gateway-name`. */
export interface DataPlane {
  readonly services: readonly DataPlaneService[] | 'unknown';
  readonly pods: readonly { readonly name: string; readonly node?: string; readonly ready: boolean }[] | 'unknown';
}

/** The report of `kubectl netexplain gateway/NAME`. */
export interface GatewayReport extends ReportBase<'Gateway', GatewayQuestion, GatewayOutcome> {
  readonly gateway: { readonly namespace: string; readonly name: string };
  readonly class: GatewayClassReport;
  readonly conditions: readonly ReportedCondition[];
  readonly addresses: readonly GatewayAddressReport[];
  readonly dataPlane: DataPlane;
  readonly listeners: readonly GatewayListenerReport[];
  /** Whether these are all; false where ListenerSets could not be read. */
  readonly listenersComplete: boolean;
  readonly listenerSets: readonly GatewayListenerSet[];
}
