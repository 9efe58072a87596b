import { type NodeAgents, nodeAgentsOf } from '../../engines/node-agents/index.ts';
import { type ProxyConfig, proxyConfigMapOf, proxyConfigOf } from '../../engines/service/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { ProxyMode } from '../../model/path-report.ts';

/** What moves packets in a cluster, as far as it is known. */
export interface DataPlane {
  readonly config: ProxyConfig;
  readonly agents: NodeAgents;
  /** The modes of kube-proxy for which a flow must be followed: one where it is known, each where it is not. */
  readonly modes: readonly ProxyMode[];
  /** How the mode is known, or that it is not. */
  readonly says: string;
  /** The program that does kube-proxy's work instead of it. */
  readonly replacement?: string;
}

const ALL_MODES: readonly ProxyMode[] = ['iptables', 'nftables', 'ipvs'];

/** The namespace of the agents that every cluster has; those that live elsewhere are looked for by questions about nodes. */
const SYSTEM = { namespace: 'kube-system' };

/**
 * Which rules nodes apply: by what was told, else by ConfigMap kube-proxy, else by kube-proxy's own arguments. A replacement keeps to the intent
 * of kube-proxy's rules, not to their letter, so a flow is followed in both modes that follow the letter, and is sure where they agree.
 */
export function dataPlaneOf(cluster: ClusterIndex, told: ProxyMode | undefined): DataPlane {
  const config = proxyConfigOf(proxyConfigMapOf(cluster), told);
  const agents = nodeAgentsOf(cluster, SYSTEM);
  const base = { config, agents };
  const { proxy } = agents;
  if (told !== undefined) return { ...base, modes: [told], says: config.says };
  if (proxy.state === 'seen' && proxy.replacesKubeProxy === true) {
    return { ...base, modes: ['iptables', 'nftables'], says: proxy.says, replacement: proxy.name };
  }
  if (config.mode !== 'unknown') return { ...base, modes: [config.mode], says: config.says };
  if (proxy.state === 'seen' && proxy.mode !== undefined) return { ...base, modes: [proxy.mode], says: proxy.says };
  return { ...base, modes: ALL_MODES, says: config.says };
}
