import type { LabelSelector } from '../values/label-selector.ts';
import type { ForeignRef, SpecMetadata, StatusCondition } from './gateway-api.ts';

/** Which namespaces: `from` is All, Same, Selector or None; another word is an implementation's own. */
export interface NamespaceChoice {
  readonly from: string;
  readonly selector: LabelSelector;
}

/** One port of a Gateway, with the API's defaults: routes of the same namespace, of the kinds that the protocol takes. */
export interface Listener {
  readonly name: string;
  readonly hostname?: string;
  readonly port: number;
  readonly protocol: string;
  /** Absent where the listener says nothing of TLS. */
  readonly tls?: { readonly mode: string; readonly certificateRefs: readonly ForeignRef[] };
  readonly allowedRoutes: {
    readonly namespaces: NamespaceChoice;
    /** Empty: those that the protocol takes. */
    readonly kinds: readonly { readonly group: string; readonly kind: string }[];
  };
}

/** What a controller says of one listener. */
export interface ListenerStatus {
  readonly name: string;
  readonly attachedRoutes: number;
  readonly supportedKinds: readonly { readonly group: string; readonly kind: string }[];
  readonly conditions: readonly StatusCondition[];
}

/** An address that was asked for, or that a controller gave. `type` is IPAddress, Hostname or an implementation's own. */
export interface GatewayAddress {
  readonly type: string;
  readonly value: string;
}

/** A gateway.networking.k8s.io/v1 GatewayClass. */
export interface GatewayClass {
  readonly metadata: SpecMetadata;
  readonly spec: { readonly controllerName: string };
  readonly status: { readonly conditions: readonly StatusCondition[] };
}

/** A gateway.networking.k8s.io/v1 Gateway. */
export interface Gateway {
  readonly metadata: SpecMetadata;
  readonly spec: {
    readonly gatewayClassName: string;
    readonly listeners: readonly Listener[];
    readonly addresses: readonly GatewayAddress[];
    /** Whose ListenerSets may add listeners; with the API's default, None. */
    readonly allowedListeners: NamespaceChoice;
  };
  readonly status: {
    readonly addresses: readonly GatewayAddress[];
    readonly conditions: readonly StatusCondition[];
    readonly listeners: readonly ListenerStatus[];
  };
}

/** A gateway.networking.k8s.io/v1 ListenerSet: listeners that somebody else adds to a Gateway. */
export interface ListenerSet {
  readonly metadata: SpecMetadata;
  readonly spec: { readonly parentRef: ForeignRef; readonly listeners: readonly Listener[] };
  readonly status: { readonly conditions: readonly StatusCondition[]; readonly listeners: readonly ListenerStatus[] };
}
