import { parse } from 'yaml';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Lookup } from '../../model/listing.ts';
import type { ProxyMode } from '../../model/path-report.ts';
import type { ConfigMap } from '../../model/resources/config-map.ts';
import { type Node, nodeIPs, primaryNodeIP } from '../../model/resources/node.ts';
import { cidrContains, parseCidr } from '../../model/values/cidr.ts';
import { familyOf, rangeOf, sameIp } from '../../model/values/ip.ts';

/** What kube-proxy was told, as far as its ConfigMap shows it; flags on its command line are not in the API. */
export interface ProxyConfig {
  readonly mode: ProxyMode | 'unknown';
  /** CIDRs, or `primary`; empty: the default of the mode. */
  readonly nodePortAddresses: readonly string[];
  /** The range of pod addresses, one of each family; empty where it names none: then kube-proxy cannot tell pods from others by it. */
  readonly clusterCIDRs: readonly string[];
  /**
   * How kube-proxy tells a pod of its own node from everybody else. `range`: by `clusterCIDRs`; `node`: by the node's pod CIDR or its
   * interfaces; `none`: not at all. Absent where the configuration is not known.
   */
  readonly localDetector?: 'range' | 'node' | 'none';
  /** Whether everything sent to a Cluster IP is masqueraded; absent where the configuration is not known. */
  readonly masqueradeAll?: boolean;
  /** Whether NodePorts answer on 127.0.0.1 of their node; absent where the configuration is not known. */
  readonly localhostNodePorts?: boolean;
  readonly says: string;
}

/** Whether a NodePort answers on an address of a node, and why. */
export interface NodePortAddress {
  readonly address: string;
  readonly answers: 'yes' | 'no' | 'unknown';
  readonly why: string;
}

/** The ConfigMap that holds kube-proxy's configuration: as kubeadm names it, else as Amazon EKS does. */
export function proxyConfigMapOf(cluster: ClusterIndex): Lookup<ConfigMap> {
  const usual = cluster.get('ConfigMap', 'kube-proxy', 'kube-system');
  if (usual.state !== 'absent') return usual;
  const eks = cluster.get('ConfigMap', 'kube-proxy-config', 'kube-system');
  return eks.state === 'found' ? eks : usual;
}

/**
 * Reads ConfigMap kube-system/kube-proxy, as kubeadm writes it. An empty mode is the default of Linux, iptables. Without the ConfigMap
 * the mode is not known: kube-proxy may be configured elsewhere, or be replaced.
 * Source: kubernetes staging/src/k8s.io/kube-proxy/config/v1alpha1/types.go (1.36).
 * @param told the mode that kube-proxy has, whatever the ConfigMap says; everything else is read from that all the same
 */
export function proxyConfigOf(configMap: Lookup<ConfigMap>, told?: ProxyMode): ProxyConfig {
  const unknown = (why: string): ProxyConfig =>
    told === undefined ? unknownConfig(why) : { ...unknownConfig(why), mode: told, says: asTold(told) };
  if (configMap.state === 'unknown') return unknown('ConfigMap kube-system/kube-proxy could not be read');
  if (configMap.state === 'absent') return unknown('there is no ConfigMap kube-system/kube-proxy; something else may do its work');
  const { name, namespace = '' } = configMap.item.metadata;
  const config = readConfig(configMap.item.data['config.conf'] ?? configMap.item.data['config']);
  if (config === undefined) return unknown(`what ConfigMap ${namespace}/${name} holds cannot be understood`);
  const said = config['mode'] ?? '';
  const mode = told ?? (said === '' ? 'iptables' : said);
  if (mode !== 'iptables' && mode !== 'nftables' && mode !== 'ipvs') {
    return unknown(`ConfigMap ${namespace}/${name} says mode ${JSON.stringify(said)}`);
  }
  const iptables = fieldsOf(config['iptables']);
  const clusterCIDRs = typeof config['clusterCIDR'] === 'string' ? config['clusterCIDR'].split(',').filter((range) => range !== '') : [];
  const masqueradeAll = (mode === 'nftables' ? fieldsOf(config['nftables']) : iptables)['masqueradeAll'];
  return {
    mode,
    nodePortAddresses: textsOf(config['nodePortAddresses']),
    clusterCIDRs,
    localDetector: localDetectorOf(config['detectLocalMode'], clusterCIDRs),
    masqueradeAll: masqueradeAll === true,
    localhostNodePorts: mode === 'iptables' && iptables['localhostNodePorts'] !== false,
    says:
      told === undefined
        ? `ConfigMap ${namespace}/${name} says ${said === '' ? 'no mode: iptables, the default on Linux' : `mode ${mode}`}`
        : asTold(told),
  };
}

function asTold(mode: ProxyMode): string {
  return `kube-proxy is in ${mode} mode, as told`;
}

/** Source: kubernetes cmd/kube-proxy/app/server_linux.go, getLocalDetectors (1.36). */
function localDetectorOf(mode: unknown, clusterCIDRs: readonly string[]): 'range' | 'node' | 'none' {
  if (typeof mode === 'string' && mode !== '' && mode !== 'ClusterCIDR') return 'node';
  return clusterCIDRs.length === 0 ? 'none' : 'range';
}

function unknownConfig(why: string): ProxyConfig {
  return { mode: 'unknown', nodePortAddresses: [], clusterCIDRs: [], says: `kube-proxy's mode is not known: ${why}` };
}

type Fields = Readonly<Record<string, unknown>>;

function readConfig(text: string | undefined): Fields | undefined {
  try {
    const config: unknown = parse(text ?? '', { version: '1.1' });
    return isFields(config) ? config : undefined;
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/**
 * On which of its addresses a node answers NodePorts. iptables and ipvs: on all of them; nftables: on the primary address of each family.
 * `nodePortAddresses` replaces that by CIDRs, where a family without a CIDR keeps all its addresses, or by `primary`. Where the mode is
 * not known, only the primary address is sure. An ExternalIP is seldom on the node itself: most clouds rewrite it to the InternalIP on the
 * way and some lead it elsewhere, which the API does not show; so it is sure only where it is the primary address, too.
 * Source: kubernetes pkg/proxy/util/nodeport_addresses.go; cmd/kube-proxy/app/server.go; KEP-3866.
 */
export function nodePortAddressesOf(node: Node, config: ProxyConfig): readonly NodePortAddress[] {
  const distinct = nodeIPs(node).filter((one, at, all) => all.findIndex((other) => sameIp(other.address, one.address)) === at);
  return distinct.map(({ type, address }) => {
    const primary = primaryNodeIP(node, familyOf(address) ?? 'IPv4') === address;
    if (type === 'ExternalIP' && !primary) {
      return { address, answers: 'unknown', why: 'an ExternalIP: whether it leads to the node unchanged is not in the API' };
    }
    return { address, ...answersOn(address, primary, config) };
  });
}

/**
 * Whether kube-proxy opens NodePorts on any address of the node, those included that its status does not name: loopback (IPv4 in iptables
 * mode alone) and the bridge's. In ipvs mode loopback is never answered.
 * Source: kubernetes pkg/proxy/util/nodeport_addresses.go; pkg/proxy/iptables/proxier.go, syncProxyRules (KUBE-NODEPORTS).
 */
export function opensNodePortsOn(address: string, node: Node, config: ProxyConfig): NodePortAddress {
  const listed = nodePortAddressesOf(node, config).find((one) => sameIp(one.address, address));
  if (listed !== undefined) return listed;
  if (isLoopback(address)) return { address, ...answersOnLoopback(address, config) };
  return { address, ...answersOn(address, false, config) };
}

function answersOnLoopback(address: string, config: ProxyConfig): Omit<NodePortAddress, 'address'> {
  const { mode, localhostNodePorts } = config;
  const never = { answers: 'no', why: 'NodePorts answer on loopback in iptables mode over IPv4 alone' } as const;
  if (familyOf(address) === 'IPv6' || mode === 'nftables' || mode === 'ipvs') return never;
  if (mode === 'unknown') return { answers: 'unknown', why: "kube-proxy's mode decides, and is not known" };
  if (localhostNodePorts === false) return { answers: 'no', why: 'localhostNodePorts of kube-proxy is false' };
  return answersOn(address, false, config);
}

function isLoopback(address: string): boolean {
  return rangeOf(address) === 'loopback';
}

function answersOn(address: string, primary: boolean, config: ProxyConfig): Omit<NodePortAddress, 'address'> {
  const { mode, nodePortAddresses } = config;
  if (mode === 'unknown' && !primary) return { answers: 'unknown', why: "kube-proxy's mode decides, and is not known" };
  if (nodePortAddresses.length > 0) return chosenOf(nodePortAddresses, address, primary);
  if (primary) return { answers: 'yes', why: "the node's primary address" };
  return mode === 'nftables'
    ? { answers: 'no', why: "kube-proxy in nftables mode answers on the node's primary address only" }
    : { answers: 'yes', why: `kube-proxy in ${mode} mode answers on every address of the node` };
}

function chosenOf(nodePortAddresses: readonly string[], address: string, primary: boolean): Omit<NodePortAddress, 'address'> {
  const ranges = nodePortAddresses.filter((range) => parseCidr(range)?.family === familyOf(address));
  const onlyPrimary = nodePortAddresses.includes('primary');
  const chosen = onlyPrimary ? primary : ranges.length === 0 || ranges.some((range) => cidrContains(range, address));
  return chosen
    ? { answers: 'yes', why: 'chosen by nodePortAddresses of kube-proxy' }
    : { answers: 'no', why: 'left out by nodePortAddresses of kube-proxy' };
}
