/** What the kinds of gateway.networking.k8s.io have in common. Source: kubernetes-sigs/gateway-api apis/v1 (1.6). */
import type { Metadata } from './metadata.ts';
import type { Condition } from './pod.ts';

/** The group of the Gateway API. */
export const GATEWAY_GROUP = 'gateway.networking.k8s.io';

/** Metadata with the number of the spec's last change, against which conditions show whether they are of today. */
export interface SpecMetadata extends Metadata {
  readonly generation?: number;
}

/** A condition, and the generation of the object that it was judged by. */
export interface StatusCondition extends Condition {
  readonly observedGeneration?: number;
}

/** An object of any group that another one names; `namespace` absent: that of the one who names it. */
export interface ForeignRef {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** To what a route or a ListenerSet attaches; without `sectionName` and `port` to every listener of it. */
export interface ParentRef extends ForeignRef {
  readonly sectionName?: string;
  readonly port?: number;
}

/** Where traffic is sent. `port` is that of the Service. */
export interface BackendTarget extends ForeignRef {
  readonly port?: number;
}
