import type { Metadata } from './metadata.ts';
import type { Condition } from './pod.ts';

/** A networking.k8s.io/v1 ServiceCIDR: a range of Cluster IPs, one CIDR a family (KEP-1880). */
export interface ServiceCIDR {
  readonly metadata: Metadata;
  readonly spec: { readonly cidrs: readonly string[] };
  readonly status: { readonly conditions: readonly Condition[] };
}
