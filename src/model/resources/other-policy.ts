import type { LabelSelector } from '../values/label-selector.ts';
import type { Readable } from '../values/malformed.ts';
import type { Metadata } from './metadata.ts';

/** Whom a part of a policy concerns; a selector in a language of its own that cannot be translated is malformed. */
export interface Concern {
  /** Where the selector stands. */
  readonly field: string;
  /** `nodes`: programs of nodes instead of pods. */
  readonly of: 'pods' | 'nodes';
  /** `own`: those of the policy's own namespace. */
  readonly namespaces: Readable<LabelSelector> | 'own';
  readonly labels: Readable<LabelSelector>;
  /** As whose receiver, and as whose sender. */
  readonly ingress: boolean;
  readonly egress: boolean;
  /** Whether it only concerns pods in a service mesh. */
  readonly inMesh: boolean;
}

/** A policy of a network plugin or of a service mesh, of which is known only whom it concerns. */
export interface OtherPolicy {
  readonly metadata: Metadata;
  readonly concerns: readonly Concern[];
}
