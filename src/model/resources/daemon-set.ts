import type { LabelSelector, Labels } from '../values/label-selector.ts';
import type { Metadata } from './metadata.ts';

/** What a DaemonSet starts on each node, as far as it tells which program that is and how it was set up. */
export interface DaemonContainer {
  readonly name: string;
  readonly image: string;
  /** `command` and `args` in one. */
  readonly arguments: readonly string[];
  /** Environment variables with a value of their own; those taken from elsewhere are left out. */
  readonly env: Readonly<Record<string, string>>;
}

/** An apps/v1 DaemonSet: one pod a node. */
export interface DaemonSet {
  readonly metadata: Metadata;
  readonly spec: {
    readonly selector: LabelSelector;
    readonly template: {
      readonly metadata: { readonly labels: Labels };
      readonly spec: { readonly containers: readonly DaemonContainer[] };
    };
  };
  readonly status: { readonly desiredNumberScheduled: number; readonly numberReady: number };
}
