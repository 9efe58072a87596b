import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { DaemonSet } from '../../model/resources/daemon-set.ts';
import { flagOf } from './arguments.ts';
import type { Answer, PodAddressing } from './programs.ts';

/**
 * Whether Cilium replaces kube-proxy: option `kube-proxy-replacement`, on the agent's command line or in ConfigMap cilium-config beside
 * it. `true` and `strict` do; `false` and `disabled` do not, and neither does its absence, the default; `partial` and `probe` of versions
 * before 1.16 do in part.
 * Source: docs.cilium.io "Kubernetes Without kube-proxy" and "Upgrade Guide" (1.14 to 1.16).
 */
export function ciliumReplaces(daemonSet: DaemonSet, cluster: ClusterIndex): Answer {
  const said = optionOf('kube-proxy-replacement', daemonSet, cluster);
  if (said === 'unknown') return 'unknown';
  switch (said?.toLowerCase()) {
    case 'true':
    case 'strict':
      return true;
    case 'false':
    case 'disabled':
    case undefined:
      return false;
    default:
      return 'unknown';
  }
}

/**
 * Whether Cilium follows NetworkPolicies: unless `enable-policy` is `never` or `enable-k8s-networkpolicy` is off. With `always` it keeps
 * apart pods that no policy selects, too, so that the verdicts of policies are not all there is. Without a ConfigMap the defaults count; one
 * that could not be read leaves it open.
 * Source: docs.cilium.io "Policy Enforcement Modes", "cilium-agent" (1.18).
 */
export function ciliumEnforces(daemonSet: DaemonSet, cluster: ClusterIndex): Answer {
  if (optionOf('enable-k8s-networkpolicy', daemonSet, cluster)?.toLowerCase() === 'false') return false;
  const mode = optionOf('enable-policy', daemonSet, cluster)?.toLowerCase();
  if (mode === 'always') return 'unknown';
  if (mode === 'unknown' && configOf(daemonSet, cluster).state === 'unknown') return 'unknown';
  return mode !== 'never';
}

/**
 * Where Cilium takes pod addresses from: option `ipam`. `kubernetes` are the node's pod CIDRs; `cluster-pool`, the default, and the
 * clouds' are its own; a delegated plugin may be anything.
 * Source: docs.cilium.io "IP Address Management (IPAM)".
 */
export function ciliumAddressing(daemonSet: DaemonSet, cluster: ClusterIndex): PodAddressing {
  const ipam = optionOf('ipam', daemonSet, cluster);
  if (ipam === 'unknown' || ipam === 'delegated-plugin') return 'unknown';
  return ipam === 'kubernetes' ? 'node-pod-cidrs' : 'own';
}

/** The value of an option; `unknown` where the ConfigMap was not read. */
function optionOf(option: string, daemonSet: DaemonSet, cluster: ClusterIndex): string | undefined {
  const flag = daemonSet.spec.template.spec.containers.map((container) => flagOf(container, option)).find((value) => value !== undefined);
  if (flag !== undefined) return flag;
  const config = configOf(daemonSet, cluster);
  return config.state === 'found' ? config.item.data[option] : 'unknown';
}

function configOf({ metadata }: DaemonSet, cluster: ClusterIndex) {
  return cluster.get('ConfigMap', 'cilium-config', metadata.namespace);
}
