import { parse } from 'yaml';
import type { Lookup } from '../../model/listing.ts';
import type { ConfigMap } from '../../model/resources/config-map.ts';
import { type Node, nodeIPs, primaryNodeIP } from '../../model/resources/node.ts';
import { cidrContains, parseCidr } from '../../model/values/cidr.ts';
import { familyOf } from '../../model/values/ip.ts';

export type ProxyMode = 'iptables' | 'nftables' | 'ipvs';

/** What kube-proxy was told, as far as its ConfigMap shows it; flags on its command line are not in the API. */
export interface ProxyConfig {
  readonly mode: ProxyMode | 'unknown';
  /** CIDRs, or `primary`; empty: the default of the mode. */
  readonly nodePortAddresses: readonly string[];
  readonly says: string;
}

/** Whether a NodePort answers on an address of a node, and why. */
export interface NodePortAddress {
  readonly address: string;
  readonly answers: 'yes' | 'no' | 'unknown';
  readonly why: string;
}

/**
 * Reads ConfigMap kube-system/kube-proxy, as kubeadm writes it. An empty mode is the default of Linux, iptables. Without the ConfigMap
 * the mode is not known: kube-proxy may be configured elsewhere, or be replaced.
 * Source: kubernetes staging/src/k8s.io/kube-proxy/config/v1alpha1/types.go (1.36).
 */
export function proxyConfigOf(configMap: Lookup<ConfigMap>): ProxyConfig {
  const unknown = (why: string): ProxyConfig => ({
    mode: 'unknown',
    nodePortAddresses: [],
    says: `kube-proxy's mode is not known: ${why}`,
  });
  if (configMap.state === 'unknown') return unknown('ConfigMap kube-system/kube-proxy could not be read');
  if (configMap.state === 'absent') return unknown('there is no ConfigMap kube-system/kube-proxy; something else may do its work');
  const config = readConfig(configMap.item.data['config.conf']);
  if (config === undefined) return unknown('config.conf in ConfigMap kube-system/kube-proxy cannot be understood');
  const mode = config['mode'] === undefined || config['mode'] === null || config['mode'] === '' ? 'iptables' : config['mode'];
  if (mode !== 'iptables' && mode !== 'nftables' && mode !== 'ipvs')
    return unknown(`ConfigMap kube-system/kube-proxy says mode ${String(mode)}`);
  const addresses = Array.isArray(config['nodePortAddresses']) ? config['nodePortAddresses'].filter((one) => typeof one === 'string') : [];
  return { mode, nodePortAddresses: addresses, says: `ConfigMap kube-system/kube-proxy says mode ${mode}` };
}

function readConfig(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined) return undefined;
  try {
    const config: unknown = parse(text, { version: '1.1' });
    return typeof config === 'object' && config !== null ? (config as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * On which of its addresses a node answers NodePorts. iptables and ipvs: on all of them; nftables: on the primary address of each family;
 * `nodePortAddresses` narrows to CIDRs or to `primary`, where a family without a CIDR keeps all its addresses. An ExternalIP is seldom on
 * the node itself: clouds rewrite it to the InternalIP on the way, which the API does not show.
 * Source: kubernetes pkg/proxy/util/nodeport_addresses.go; KEP-3866.
 */
export function nodePortAddressesOf(node: Node, config: ProxyConfig): readonly NodePortAddress[] {
  return nodeIPs(node).map(({ type, address }) => {
    const primary = primaryNodeIP(node, familyOf(address) ?? 'IPv4') === address;
    if (type === 'ExternalIP' && !primary) {
      return { address, answers: 'unknown', why: 'an ExternalIP: whether it leads to the node unchanged is not in the API' };
    }
    return { address, ...answersOn(address, primary, config) };
  });
}

function answersOn(address: string, primary: boolean, { mode, nodePortAddresses }: ProxyConfig): Omit<NodePortAddress, 'address'> {
  const ranges = nodePortAddresses.filter((range) => parseCidr(range)?.family === familyOf(address));
  const primaryOnly = nodePortAddresses.includes('primary');
  if (primaryOnly || ranges.length > 0) {
    const chosen = (primaryOnly && primary) || ranges.some((range) => cidrContains(range, address));
    return chosen
      ? { answers: 'yes', why: 'chosen by nodePortAddresses of kube-proxy' }
      : { answers: 'no', why: 'left out by nodePortAddresses of kube-proxy' };
  }
  if (primary) return { answers: 'yes', why: "the node's primary address" };
  switch (mode) {
    case 'iptables':
    case 'ipvs':
      return { answers: 'yes', why: `kube-proxy in ${mode} mode answers on every address of the node` };
    case 'nftables':
      return { answers: 'no', why: "kube-proxy in nftables mode answers on the node's primary address only" };
    case 'unknown':
      return { answers: 'unknown', why: "kube-proxy's mode decides, and is not known" };
  }
}
