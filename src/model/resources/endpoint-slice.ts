import type { Protocol } from '../values/port.ts';
import type { Metadata } from './metadata.ts';

/** The Service that a slice belongs to, in the slice's own namespace. */
export const SERVICE_NAME_LABEL = 'kubernetes.io/service-name';

/** Who writes a slice. */
export const MANAGED_BY_LABEL = 'endpointslice.kubernetes.io/managed-by';

/** What an endpoint says it is backed by; in practice a pod. */
export interface TargetRef {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
}

/** Conditions as written; an absent one has the default of the API (ready true, serving true, terminating false). */
export interface EndpointConditions {
  readonly ready?: boolean;
  readonly serving?: boolean;
  readonly terminating?: boolean;
}

/** Whom an endpoint is meant for; absent means that the slice carries no hint for it. */
export interface EndpointHints {
  readonly forZones: readonly { readonly name: string }[];
  readonly forNodes: readonly { readonly name: string }[];
}

/** One endpoint. Only the first address counts (semantics of kube-proxy and of the API since 1.21). */
export interface Endpoint {
  readonly addresses: readonly string[];
  readonly conditions: EndpointConditions;
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly zone?: string;
  readonly targetRef?: TargetRef;
  readonly hints?: EndpointHints;
}

/** One port of a slice; `port` absent (null in the API) gives kube-proxy nothing to send to. */
export interface EndpointPort {
  readonly name: string;
  readonly protocol: Protocol;
  readonly port?: number;
  readonly appProtocol?: string;
}

/** A discovery.k8s.io/v1 EndpointSlice. */
export interface EndpointSlice {
  readonly metadata: Metadata;
  readonly addressType: 'IPv4' | 'IPv6' | 'FQDN';
  readonly endpoints: readonly Endpoint[];
  readonly ports: readonly EndpointPort[];
}

/** The Service that a slice names, if it names one. */
export function serviceNameOf(slice: EndpointSlice): string | undefined {
  return slice.metadata.labels[SERVICE_NAME_LABEL];
}
