import type { Evidence } from './evidence.ts';
import type { Gap } from './listing.ts';
import type { ObjectRef } from './object-ref.ts';

/** What policies say about a connection; never a boolean, since an unread policy is not "no policy". */
export type Verdict = 'allowed' | 'denied' | 'unknown';

/** What decides, or, where the verdict is unknown, what would. */
export interface PolicyDecision {
  /** `none`: no policy is about the pod; `exempt`: policies do not apply to such a connection. */
  readonly tier: 'Admin' | 'NetworkPolicy' | 'Baseline' | 'none' | 'exempt';
  readonly verdict: 'allowed' | 'denied';
  readonly policy?: ObjectRef;
  /** The rule by its field, `spec.ingress[0]`; absent where no rule of the policy lets the connection pass. */
  readonly rule?: string;
  readonly says: string;
  readonly evidence: readonly Evidence[];
}

/** In what a rule, that lets others pass, differs from a connection. */
export interface Difference {
  readonly in: 'pod label' | 'namespace label' | 'namespace' | 'address' | 'kind of peer' | 'port' | 'protocol';
  readonly field: string;
  /** As a sentence. */
  readonly says: string;
}

/** The rule that comes nearest to letting a denied connection pass. */
export interface NearMiss {
  readonly policy: ObjectRef;
  readonly rule: string;
  readonly differences: readonly [Difference, ...Difference[]];
}

/**
 * What the API leaves to network plugins, and on which the verdict stands: pods in their node's network count as their node; address
 * ranges match pods and nodes, too; ranges are held against the address after translation; policies of administrators are followed.
 */
export type PolicyAssumption = 'host-network' | 'ip-blocks' | 'translated-destination' | 'admin-policies';

/** What policies say at one end of a connection, if they are enforced. */
export interface PolicyVerdict {
  readonly verdict: Verdict;
  readonly decidedBy: readonly PolicyDecision[];
  /** The NetworkPolicies that isolate the pod in this direction. */
  readonly isolatedBy: readonly ObjectRef[];
  /** Where it is denied. */
  readonly nearest?: NearMiss;
  readonly assumes: readonly PolicyAssumption[];
  /** Why it is unknown, as sentences. */
  readonly doubts: readonly string[];
  readonly gaps: readonly Gap[];
}
