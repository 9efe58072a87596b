import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Evidence } from '../../model/evidence.ts';
import { type Gap, gapsOf, knownItems, type Scope } from '../../model/listing.ts';
import { describeRef, refTo } from '../../model/object-ref.ts';
import type { DaemonSet } from '../../model/resources/daemon-set.ts';
import type { ProxyConfig } from '../service/index.ts';
import { agentDaemonSets, type NodeAgent } from './agent-pods.ts';
import { flagOf } from './arguments.ts';
import type { PolicyHabits } from './policy-habits.ts';
import type { Answer, PodAddressing } from './programs.ts';

type KubeProxyMode = Exclude<ProxyConfig['mode'], 'unknown'>;

/** What serves Services on the nodes. */
export interface ServiceProxy {
  /** `kube-proxy`, `Cilium` … */
  readonly name: string;
  /** False for kube-proxy itself; `unknown` where a program was seen that can replace it, and neither kube-proxy nor its settings. */
  readonly replacesKubeProxy: Answer;
  /** The mode that its command line asks for; absent where that does not say (a file named by `--config` decides then). */
  readonly mode?: KubeProxyMode;
  /** As a sentence. */
  readonly says: string;
  readonly evidence: readonly [Evidence, ...Evidence[]];
}

/** What gives pods their network. */
export interface NetworkPlugin {
  readonly name: string;
  /** Whether NetworkPolicies are enforced, by it or by a program beside it. */
  readonly enforcesPolicies: Answer;
  /** How policies are followed, as far as that is known. */
  readonly policies: PolicyHabits;
  readonly podAddressing: PodAddressing;
  readonly says: string;
  readonly evidence: readonly [Evidence, ...Evidence[]];
}

/** Something recognised; nothing recognised among all DaemonSets of the scope; or not all of these could be read. `says` is a sentence. */
export type Seen<T> =
  | ({ readonly state: 'seen' } & T)
  | { readonly state: 'none-seen'; readonly says: string }
  | { readonly state: 'unknown'; readonly says: string; readonly gaps: readonly Gap[] };

/** What was recognised on the nodes, and what was missing to know all of it. */
export interface NodeAgents {
  readonly proxy: Seen<ServiceProxy>;
  readonly plugin: Seen<NetworkPlugin>;
  readonly gaps: readonly Gap[];
}

/**
 * Recognises, among the DaemonSets of `scope`, what serves Services and what gives pods their network. Some ConfigMaps decide
 * (kube-system/cilium-config, kube-system/antrea-config), each beside its DaemonSet; one that was not read leaves `unknown`.
 * `none-seen` does not mean that there is none: kube-proxy may be a process or a static pod of each node, a plugin a program that no
 * DaemonSet starts, and either may be in a namespace that the scope leaves out.
 */
export function nodeAgentsOf(cluster: ClusterIndex, scope: Scope = {}): NodeAgents {
  const listing = agentDaemonSets(cluster, scope);
  const gaps = gapsOf(listing);
  const agents = knownItems(listing);
  const where = scope.namespace === undefined ? '' : ` of namespace ${scope.namespace}`;
  const seen = <T extends object>(found: T | undefined, what: string): Seen<T> => {
    if (found !== undefined) return { state: 'seen', ...found };
    if (gaps.length > 0) return { state: 'unknown', says: `${what} is not known: the DaemonSets${where} could not all be read`, gaps };
    return { state: 'none-seen', says: `no DaemonSet${where} shows ${what}` };
  };
  return {
    proxy: seen(proxyOf(agents, cluster), 'what serves Services'),
    plugin: seen(pluginOf(agents, cluster, gaps.length === 0 && scope.namespace === undefined), 'what gives pods their network'),
    gaps,
  };
}

/** A sure replacement comes before kube-proxy, which may still run beside it, and kube-proxy before a possible one. */
function proxyOf(agents: readonly NodeAgent[], cluster: ClusterIndex): ServiceProxy | undefined {
  const candidates = agents.flatMap((one) => {
    const { service } = one.program;
    return service === undefined ? [] : [{ ...one, replaces: service === 'kube-proxy' ? false : service(one.daemonSet, cluster) }];
  });
  const sure = candidates.find((one) => one.replaces === true);
  const itself = candidates.find((one) => one.program.service === 'kube-proxy');
  const chosen = sure ?? itself ?? candidates.find((one) => one.replaces === 'unknown');
  if (chosen === undefined) return undefined;
  const { program, daemonSet, replaces } = chosen;
  const mode = chosen === itself ? modeOf(daemonSet) : undefined;
  return {
    name: program.name,
    replacesKubeProxy: replaces,
    ...(mode === undefined ? {} : { mode }),
    says: `${describeRef(refTo('DaemonSet', daemonSet.metadata))} ${SERVES[`${replaces}`](program.name)}`,
    evidence: [evidenceOf(chosen)],
  };
}

const SERVES: Readonly<Record<`${Answer}`, (name: string) => string>> = {
  true: (name) => `runs ${name}, which replaces kube-proxy`,
  false: (name) => `runs ${name}`,
  unknown: (name) => `runs ${name}, which may replace kube-proxy`,
};

/** Flags count only where no file is named. Source: kubernetes cmd/kube-proxy/app/options.go (1.36), Complete. */
function modeOf({ spec }: DaemonSet): KubeProxyMode | undefined {
  for (const container of spec.template.spec.containers) {
    const mode = flagOf(container, 'proxy-mode');
    const isMode = mode === 'iptables' || mode === 'nftables' || mode === 'ipvs';
    if (isMode && flagOf(container, 'config') === undefined) return mode;
  }
  return undefined;
}

/**
 * The program that gives pods their addresses is the plugin; another that enforces policies beside it counts for those. That nothing
 * enforces them is only said where all DaemonSets were looked at.
 */
function pluginOf(agents: readonly NodeAgent[], cluster: ClusterIndex, all: boolean): NetworkPlugin | undefined {
  const plugins = agents.flatMap((one) => {
    const { plugin } = one.program;
    if (plugin === undefined) return [];
    const enforces = plugin.enforcesPolicies(one.daemonSet, cluster);
    return [{ ...one, enforces, policies: plugin.policies ?? {}, addressing: plugin.addressing(one.daemonSet, cluster) }];
  });
  const chosen = plugins.find((one) => one.addressing !== 'none') ?? plugins[0];
  if (chosen === undefined) return undefined;
  const [first, ...others] = [chosen, ...plugins.filter((one) => one !== chosen)];
  const answers = plugins.map((one) => one.enforces);
  return {
    name: [...new Set([chosen, ...others].map((one) => one.program.name))].join(' with '),
    enforcesPolicies: answers.includes(true) ? true : answers.includes('unknown') || !all ? 'unknown' : false,
    policies: (plugins.find((one) => one.enforces === true) ?? chosen).policies,
    podAddressing: chosen.addressing === 'none' ? 'unknown' : chosen.addressing,
    says: `${describeRef(refTo('DaemonSet', chosen.daemonSet.metadata))} runs ${chosen.program.name}`,
    evidence: [evidenceOf(first ?? chosen), ...others.map(evidenceOf)],
  };
}

function evidenceOf({ daemonSet, program }: NodeAgent): Evidence {
  const { image } = daemonSet.spec.template.spec.containers[0] ?? { image: '' };
  const object = refTo('DaemonSet', daemonSet.metadata);
  return image === ''
    ? { object, field: 'metadata.name', value: daemonSet.metadata.name, says: `this is ${program.name}` }
    : { object, field: 'spec.template.spec.containers[0].image', value: image, says: `this is ${program.name}` };
}
