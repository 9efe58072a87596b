import type { Kind } from '../../model/kind.ts';

/** Kinds of policies that cluster administrators write. */
type AdminKind = Extract<Kind, 'AdminNetworkPolicy' | 'BaselineAdminNetworkPolicy' | 'ClusterNetworkPolicy'>;

/** How a program follows policies, where the API leaves that open; what is left out is not known of it. */
export interface PolicyHabits {
  /** Pods in the network of their node count as the node: selectors do not pick them. */
  readonly hostNetwork?: 'node';
  /** Whether ipBlock matches the addresses of pods and nodes, too. */
  readonly ipBlocks?: 'all-addresses' | 'outside';
  /** Which policies of administrators it follows. */
  readonly follows?: { readonly [K in AdminKind]?: boolean };
}

/**
 * Pods by their addresses: ipBlock matches these, as the upstream test suite asks for.
 * Source: kubernetes test/e2e/network/netpol/network_policy.go (1.36); docs.tigera.io/calico, antrea.io/docs and kube-router's user guide
 * on hostNetwork pods.
 */
export const BY_ADDRESS: PolicyHabits = { hostNetwork: 'node', ipBlocks: 'all-addresses' };

/**
 * Pods by their labels alone: an ipBlock never matches one.
 * Source: docs.cilium.io, "Differences From Kubernetes Network Policies"; "Host Policies" on hostNetwork pods (1.18).
 */
export const BY_IDENTITY: PolicyHabits = { hostNetwork: 'node', ipBlocks: 'outside' };

/** Source: ovn-kubernetes.io, "AdminNetworkPolicy". */
export const OLD_ADMIN_POLICIES: PolicyHabits = {
  ...BY_ADDRESS,
  follows: { AdminNetworkPolicy: true, BaselineAdminNetworkPolicy: true },
};

/** Its documentation knows none. */
export const NO_ADMIN_POLICIES: PolicyHabits = {
  follows: { AdminNetworkPolicy: false, BaselineAdminNetworkPolicy: false, ClusterNetworkPolicy: false },
};
