import type { Evidence } from './evidence.ts';
import type { Gap } from './listing.ts';
import type { ObjectRef } from './object-ref.ts';
import type { ReportBase } from './report.ts';

/** What was asked: `netpol/NAMESPACE/NAME`, `cnp/NAME`, `anp/NAME`, `banp/NAME`. */
export interface NetworkPolicyQuestion {
  readonly object: string;
}

/**
 * - in-effect: it selects pods, and something that enforces policies of its kind was seen
 * - selects-nobody: no pod is selected now
 * - not-enforced: nothing enforces policies of its kind
 * - if-enforced: it selects pods, and whether something enforces policies of its kind is not known
 * - unknown: whether it selects a pod could not be read, or its selector has no meaning
 */
export type NetworkPolicyOutcome = 'in-effect' | 'if-enforced' | 'selects-nobody' | 'not-enforced' | 'unknown';

/** The policy itself, and its place in the order. */
export interface PolicyIdentity {
  readonly kind: 'NetworkPolicy' | 'ClusterNetworkPolicy' | 'AdminNetworkPolicy' | 'BaselineAdminNetworkPolicy';
  readonly namespace?: string;
  readonly name: string;
  readonly tier: 'Admin' | 'NetworkPolicy' | 'Baseline';
  /** Within the Admin or Baseline tier, the lower first; absent where it has none, or none that can be read. */
  readonly priority?: number;
}

/** Pods of one workload. */
export interface WorkloadPods {
  /** `Deployment a/web`; `Pod a/x` where nothing controls it. */
  readonly workload: string;
  readonly pods: number;
}

/** Pods that a selector picks now. */
export interface PodsMatched {
  /** `partial`: there may be more; `unknown`: nothing could be read; `uncounted`: every pod of the cluster, which nobody counted. */
  readonly state: 'complete' | 'partial' | 'unknown' | 'uncounted';
  readonly pods: number;
  readonly workloads: readonly WorkloadPods[];
  /** Pods in the network of their node, `a/x`: policies do not see them as pods. */
  readonly hostNetwork: readonly string[];
  /** Why it is not complete, as sentences. */
  readonly doubts: readonly string[];
}

/** Whom the policy is about. */
export interface PolicySubjectReport extends PodsMatched {
  /** In words: `pods with app=web of namespace a`. */
  readonly says: string;
}

/** Whether the policy is about a direction; a NetworkPolicy isolates its pods there. */
export interface PolicyDirectionReport {
  readonly about: 'yes' | 'no' | 'unknown';
  readonly says: string;
}

/** One entry of a rule's peers. */
export interface PolicyPeerReport {
  readonly field: string;
  readonly kind: 'pods' | 'addresses' | 'nodes' | 'domains' | 'unreadable';
  readonly says: string;
  /** Of selectors of pods: those that they pick now. */
  readonly matches?: PodsMatched;
  readonly cidr?: string;
  readonly except?: readonly string[];
}

/** What a named port is in the pods that receive. */
export interface NamedPortResolution {
  /** Null in pods that have no port of that name and protocol: there it matches nothing. */
  readonly port: number | null;
  readonly pods: number;
}

/** One entry of a rule's ports. */
export interface PolicyPortReport {
  readonly field: string;
  readonly says: string;
  /** Absent: any. */
  readonly protocol?: string;
  readonly start?: number;
  readonly end?: number;
  readonly name?: string;
  /** Of named ports. */
  readonly resolves?: readonly NamedPortResolution[];
}

/**
 * Whether other NetworkPolicies of the same pods allow what a rule allows. `given`: all of it, whatever pods come; `given-now`: all of it to
 * the pods that there are now; `partly`; `only-here`: nothing of it; `nothing`: it allows nothing now; `unknown`: could not be told.
 */
export type RuleGiven = 'given' | 'given-now' | 'partly' | 'only-here' | 'nothing' | 'unknown';

/** What a rule adds to the other policies of the same pods. */
export interface PolicyRuleAdds {
  readonly given: RuleGiven;
  /** The policies that allow it, too. */
  readonly by: readonly ObjectRef[];
  readonly says: string;
}

/** One rule. */
export interface PolicyRuleReport {
  readonly direction: 'ingress' | 'egress';
  readonly field: string;
  readonly name?: string;
  readonly action: 'accept' | 'deny' | 'pass' | 'unreadable';
  /** In words, whom it lets in or out, and to which ports. */
  readonly says: string;
  /** Empty: everybody, or nobody (`says` tells). */
  readonly peers: readonly PolicyPeerReport[];
  /** Empty: every port. */
  readonly ports: readonly PolicyPortReport[];
  /** Of NetworkPolicies. */
  readonly adds?: PolicyRuleAdds;
}

/** Another policy about some of the same pods. */
export interface OtherPolicyReport {
  readonly policy: ObjectRef;
  readonly directions: readonly ('ingress' | 'egress')[];
  /** How many pods both select. */
  readonly pods: number;
  /** Set where the order between the two is not defined. */
  readonly order?: string;
}

/** What would be otherwise without the policy. */
export interface WithoutPolicy {
  readonly direction: 'ingress' | 'egress';
  /** Pods that nothing else isolates: they would be open. `unknown`: other policies could not be read. */
  readonly noLongerIsolated: number | 'unknown';
}

/** Who enforces it. */
export interface PolicyEnforcement {
  readonly enforced: 'yes' | 'no' | 'unknown';
  readonly says: string;
  readonly evidence: readonly Evidence[];
}

/** The report of `kubectl netexplain netpol/NAME`, and of the policies of administrators. */
export interface NetworkPolicyReport extends ReportBase<'NetworkPolicy', NetworkPolicyQuestion, NetworkPolicyOutcome> {
  readonly policy: PolicyIdentity;
  readonly selects: PolicySubjectReport;
  readonly directions: { readonly ingress: PolicyDirectionReport; readonly egress: PolicyDirectionReport };
  readonly rules: readonly PolicyRuleReport[];
  /** Parts that have no effect, and why. */
  readonly ignored: readonly { readonly field: string; readonly says: string }[];
  /** What the API server would have refused, or nobody can read. */
  readonly problems: readonly { readonly field: string; readonly says: string }[];
  /** Whether no other policy of its kind is about its pods. */
  readonly alone: 'yes' | 'no' | 'unknown';
  readonly others: readonly OtherPolicyReport[];
  /** What could not be read of others. */
  readonly othersGaps: readonly Gap[];
  readonly withoutIt: readonly WithoutPolicy[];
  readonly enforcement: PolicyEnforcement;
}
