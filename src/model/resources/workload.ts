import type { LabelSelector, Labels } from '../values/label-selector.ts';
import type { Metadata } from './metadata.ts';

/** A Deployment, StatefulSet or ReplicaSet: how many pods it wants, and the labels that it gives them. */
export interface Workload {
  readonly metadata: Metadata;
  readonly spec: {
    readonly replicas: number;
    readonly serviceName?: string;
    readonly selector: LabelSelector;
    readonly template: { readonly metadata: { readonly labels: Labels } };
  };
}
