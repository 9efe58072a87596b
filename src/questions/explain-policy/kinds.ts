import type { NetworkPolicyReport } from '../../model/network-policy-report.ts';
import type { ObjectRef } from '../../model/object-ref.ts';

/** The kinds of policies that are explained. */
export type PolicyKind = NetworkPolicyReport['policy']['kind'];

/** Names one of them. */
export interface PolicyRef extends ObjectRef {
  readonly kind: PolicyKind;
}

/** The word by which a question names each. */
export const POLICY_WORDS = {
  NetworkPolicy: 'netpol',
  ClusterNetworkPolicy: 'cnp',
  AdminNetworkPolicy: 'anp',
  BaselineAdminNetworkPolicy: 'banp',
} as const satisfies Readonly<Record<PolicyKind, string>>;
