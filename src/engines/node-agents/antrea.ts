import { parse } from 'yaml';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { DaemonSet } from '../../model/resources/daemon-set.ts';
import type { Answer } from './programs.ts';

/**
 * Whether Antrea takes over all of kube-proxy's work: `antreaProxy.proxyAll` in entry antrea-agent.conf of ConfigMap antrea-config.
 * Without it AntreaProxy serves what pods send to Cluster IPs, and kube-proxy the rest.
 * Source: antrea.io/docs, "AntreaProxy"; antrea pkg/config/agent/config.go.
 */
export function antreaProxiesAll({ metadata }: DaemonSet, cluster: ClusterIndex): Answer {
  const config = cluster.get('ConfigMap', 'antrea-config', metadata.namespace);
  if (config.state !== 'found') return 'unknown';
  const text = config.item.data['antrea-agent.conf'];
  try {
    const said = parse(text ?? '') as { readonly antreaProxy?: { readonly proxyAll?: unknown } | null } | null;
    return said?.antreaProxy?.proxyAll === true;
  } catch {
    return 'unknown';
  }
}
