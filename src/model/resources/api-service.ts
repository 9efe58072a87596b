import type { Metadata } from './metadata.ts';
import type { Condition } from './pod.ts';
import type { ServiceReference } from './service-reference.ts';

/** An apiregistration.k8s.io/v1 APIService: who serves a group and version of the API. Without `service` the API server itself does. */
export interface APIService {
  readonly metadata: Metadata;
  readonly spec: { readonly service?: ServiceReference };
  readonly status: { readonly conditions: readonly Condition[] };
}
