import { proxyConfigOf } from '../../../engines/service/index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { refTo } from '../../../model/object-ref.ts';
import { nodeAgents } from '../../facts/node-agents.ts';
import { defineRule, unjudged } from '../../rule.ts';

/** Which entry of which ConfigMap of kube-system holds a KubeProxyConfiguration: as kubeadm writes it, and as EKS does. */
const ENTRIES: Readonly<Record<string, string>> = { 'kube-proxy': 'config.conf', 'kube-proxy-config': 'config' };

export default defineRule({
  code: 'NX6114',
  title: 'kube-proxy mode deprecated, unknown or without effect',
  severity: 'info',
  proof: 'assumed',
  subject: 'ConfigMap',
  reads: ['DaemonSet', 'ConfigMap'],
  wholeKinds: ['DaemonSet'],
  causes: [],
  check(configMap, cluster) {
    const { namespace, name } = configMap.metadata;
    const entry = namespace === 'kube-system' ? ENTRIES[name] : undefined;
    const text = entry === undefined ? undefined : configMap.data[entry];
    if (entry === undefined || text === undefined) return [];
    const { mode } = proxyConfigOf({ state: 'found', item: { ...configMap, data: { 'config.conf': text } } });
    const shown = { object: refTo('ConfigMap', configMap.metadata), field: `data["${entry}"]`, says: `mode: ${mode}` };
    const found = (is: 'replaced' | 'deprecated' | 'unknown', by: string, ...more: readonly Evidence[]) => [
      { args: { is, by }, evidence: [shown, ...more] as const },
    ];
    const { proxy, gaps } = nodeAgents(cluster);
    if (proxy.state === 'seen' && proxy.replacesKubeProxy === true) return found('replaced', proxy.says, ...proxy.evidence);
    if (mode === 'ipvs') return found('deprecated', '');
    if (mode === 'unknown') return found('unknown', '');
    return gaps.length === 0 ? [] : unjudged(gaps);
  },
  message: ({ is, by }) => {
    switch (is) {
      case 'replaced':
        return `this configuration of kube-proxy has no effect: ${by}; what is said of Services assumes that it does what kube-proxy does`;
      case 'deprecated':
        return 'kube-proxy is to run in mode ipvs, which is deprecated since Kubernetes 1.35';
      case 'unknown':
        return 'this configuration does not tell in which mode kube-proxy runs; what depends on it is told for each mode';
    }
  },
  remedy: ({ is }) => {
    switch (is) {
      case 'replaced':
        return 'Remove the ConfigMap if nothing else uses it.';
      case 'deprecated':
        return 'Move to mode nftables, or to iptables on kernels before 5.13, one node at a time.';
      case 'unknown':
        return 'Correct the configuration, or name the mode with --proxy-mode.';
    }
  },
});
