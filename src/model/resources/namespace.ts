import type { Metadata } from './metadata.ts';
import type { Condition } from './pod.ts';

/** A v1 Namespace. `phase` is absent in a manifest that no server has seen. */
export interface Namespace {
  readonly metadata: Metadata;
  readonly status: { readonly phase?: string; readonly conditions: readonly Condition[] };
}
