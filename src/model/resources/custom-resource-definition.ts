import type { Metadata } from './metadata.ts';
import type { ServiceReference } from './service-reference.ts';

/** An apiextensions.k8s.io/v1 CustomResourceDefinition: of all that it says only who converts its objects between versions. */
export interface CustomResourceDefinition {
  readonly metadata: Metadata;
  readonly spec: {
    /** Absent where a webhook by URL, or nobody, is asked. */
    readonly conversion?: { readonly webhook: { readonly clientConfig: { readonly service: ServiceReference } } };
  };
}
