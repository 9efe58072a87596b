import type { LabelSelector } from '../values/label-selector.ts';
import type { Readable } from '../values/malformed.ts';
import type { Metadata } from './metadata.ts';

/** Namespaces by their labels, or (only AdminNetworkPolicy before v0.1.2) by how their labels compare with those of the subject's namespace. */
export type NamespaceSet =
  | { readonly selector: LabelSelector }
  | { readonly sameLabels: readonly string[] }
  | { readonly notSameLabels: readonly string[] };

/** Pods by their labels, in namespaces. */
export interface NamespacedPods {
  readonly namespaces: NamespaceSet;
  readonly podSelector: LabelSelector;
}

/** The other end of a rule's traffic. One field is set; none where a newer API has a field that the server dropped. */
export interface AdminPolicyPeer {
  /** All pods of some namespaces. */
  readonly namespaces?: NamespaceSet;
  readonly pods?: NamespacedPods;
  readonly nodes?: LabelSelector;
  /** CIDRs as written. */
  readonly networks?: readonly string[];
  readonly domainNames?: readonly string[];
  /** The fields that it has and this version of the API has not. */
  readonly unknownFields: readonly string[];
}

/** Ports of the destination. `protocol` absent: any; `start` absent: all; `name`: the ports that the destination pod calls so. */
export interface AdminPolicyPort {
  readonly protocol?: string;
  readonly start?: number;
  readonly end?: number;
  readonly name?: string;
}

/** A rule. `peers` are `from` or `to`; `ports` stand under `portsField`, and none means any port and protocol. */
export interface AdminPolicyRule {
  readonly name?: string;
  /** As written: Accept (ClusterNetworkPolicy) or Allow, Deny, Pass. */
  readonly action: string;
  readonly peers: readonly Readable<AdminPolicyPeer>[];
  readonly portsField: 'ports' | 'protocols';
  readonly ports: readonly Readable<AdminPolicyPort>[];
}

/** Whom a policy is about; one field is set. */
export interface AdminPolicySubject {
  readonly namespaces?: LabelSelector;
  readonly pods?: { readonly namespaceSelector: LabelSelector; readonly podSelector: LabelSelector };
}

/**
 * A cluster administrator's policy: ClusterNetworkPolicy (policy.networking.k8s.io/v1alpha2), or one of its predecessors
 * AdminNetworkPolicy and BaselineAdminNetworkPolicy (v1alpha1).
 */
export interface AdminPolicy {
  readonly metadata: Metadata;
  readonly spec: {
    readonly tier: Readable<'Admin' | 'Baseline'>;
    /** The lower, the earlier in its tier. A BaselineAdminNetworkPolicy has none, being the only one. */
    readonly priority: Readable<number>;
    readonly subject: Readable<AdminPolicySubject>;
    readonly ingress: Readable<readonly Readable<AdminPolicyRule>[]>;
    readonly egress: Readable<readonly Readable<AdminPolicyRule>[]>;
  };
}
