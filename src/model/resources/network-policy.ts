import type { LabelSelector } from '../values/label-selector.ts';
import type { Metadata } from './metadata.ts';

/** A networking.k8s.io/v1 NetworkPolicy, as far as it tells which pods it isolates, and in which directions. */
export interface NetworkPolicy {
  readonly metadata: Metadata;
  readonly spec: {
    readonly podSelector: LabelSelector;
    /** With the API's default: Ingress, and Egress where there is an egress rule. */
    readonly policyTypes: readonly ('Ingress' | 'Egress')[];
  };
}
