import type { LabelSelector, Labels } from '../values/label-selector.ts';
import type { Metadata } from './metadata.ts';
import type { Condition } from './pod.ts';

/** A Deployment, StatefulSet or ReplicaSet: how many pods it wants, and the labels that it gives them. */
export interface Workload {
  readonly metadata: Metadata;
  readonly spec: {
    readonly replicas: number;
    /** Of a Deployment: changes are not carried out for now. */
    readonly paused: boolean;
    readonly serviceName?: string;
    readonly selector: LabelSelector;
    readonly template: { readonly metadata: { readonly labels: Labels } };
  };
  /** Only `ReplicaFailure`: why pods cannot be made. */
  readonly status: { readonly conditions: readonly Condition[] };
}
