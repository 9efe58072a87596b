import { type NodeAgents, nodeAgentsOf } from '../../engines/node-agents/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { perCluster } from './by-value.ts';

/** What runs on the nodes, as far as the DaemonSets of all namespaces show it; worked out once. */
export const nodeAgents: (cluster: ClusterIndex) => NodeAgents = perCluster((cluster) => nodeAgentsOf(cluster));
