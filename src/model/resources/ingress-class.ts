import type { Metadata } from './metadata.ts';

/** Settings of a controller that an IngressClass points at, in an object that only the controller knows. */
export interface IngressClassParameters {
  readonly apiGroup?: string;
  readonly kind: string;
  readonly name: string;
  readonly scope: string;
  readonly namespace?: string;
}

/** A networking.k8s.io/v1 IngressClass: `controller` names the program that serves the Ingresses of the class. */
export interface IngressClass {
  readonly metadata: Metadata;
  readonly spec: { readonly controller: string; readonly parameters?: IngressClassParameters };
}
