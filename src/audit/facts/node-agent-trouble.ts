import { agentDaemonSets, isOf, type NodeAgent, type Program } from '../../engines/node-agents/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Evidence } from '../../model/evidence.ts';
import { type Gap, gapsOf, knownItems, type Listing, mapListing } from '../../model/listing.ts';
import { refTo } from '../../model/object-ref.ts';
import type { Node } from '../../model/resources/node.ts';
import { conditionOf, isPodFinished, isPodReady, isPodTerminating, type Pod } from '../../model/resources/pod.ts';
import { groupBy, perCluster } from './by-value.ts';
import { isVirtualNode, speaksForItsPods } from './node-state.ts';
import { hasLasted, whyNotReady } from './pod-readiness.ts';
import { podsOn } from './pods-by.ts';

/** A program that every node needs, and that does not work on one. */
export interface AgentTrouble {
  /** `kube-proxy`, `Calico` … */
  readonly program: string;
  readonly daemonSet: { readonly namespace: string; readonly name: string };
  /** Absent where the node has no pod of it. */
  readonly pod?: string;
  readonly why: string;
  readonly evidence: Evidence;
}

const agentsIn = perCluster((cluster) => agentDaemonSets(cluster));

/**
 * What does not work on a node of the programs that `wanted` picks: a pod of theirs that has not been ready for a minute, or no pod
 * though the DaemonSet wants one on every node of the cluster. A DaemonSet that wants fewer may leave the node out on purpose. Where a
 * program has several DaemonSets (one for each architecture), one ready pod is enough. Nothing is said of a node that is not ready for
 * another reason than its network, of virtual nodes, and of pods that are just being replaced.
 */
export function agentTroubles(node: Node, wanted: (program: Program) => boolean, cluster: ClusterIndex): Listing<AgentTrouble> {
  const agents = mapListing(agentsIn(cluster), (all) => all.filter((agent) => wanted(agent.program)));
  const missing = gapsOf(agents);
  if (isVirtualNode(node) || !speaksForItsPods(node) || knownItems(agents).length === 0) return listing([], missing);
  const pods = podsOn(node.metadata.name, cluster);
  if (pods.state === 'unknown') return pods;
  const live = pods.items.filter((pod) => !isPodFinished(pod));
  const judged = [...groupBy(knownItems(agents), (agent) => [agent.program.name]).values()].map((group) => {
    const own = live.filter((pod) => group.some((agent) => isOf(pod, agent)));
    if (own.some((pod) => isPodReady(pod) || isPodTerminating(pod))) return listing<AgentTrouble>([], []);
    return own.length > 0 ? listing(notReady(group, own, cluster), []) : absent(node, group, pods, cluster);
  });
  return listing(judged.flatMap(knownItems), [...missing, ...judged.flatMap(gapsOf)]);
}

function listing<T>(items: readonly T[], gaps: readonly Gap[]): Listing<T> {
  return gaps.length === 0 ? { state: 'complete', items } : { state: 'partial', items, gaps };
}

function notReady(group: readonly NodeAgent[], pods: readonly Pod[], cluster: ClusterIndex): readonly AgentTrouble[] {
  const pod = pods.find((one) => hasLasted(unreadySince(one), cluster));
  const agent = pod === undefined ? undefined : group.find((one) => isOf(pod, one));
  if (pod === undefined || agent === undefined) return [];
  const { says, evidence } = whyNotReady(pod, cluster);
  return [{ ...nameOf(agent), pod: pod.metadata.name, why: `pod ${pod.metadata.name} is not ready: ${says}`, evidence }];
}

function unreadySince({ metadata, status }: Pod): string | undefined {
  return conditionOf(status.conditions, 'Ready')?.lastTransitionTime ?? metadata.creationTimestamp;
}

function absent(node: Node, group: readonly NodeAgent[], pods: Listing<Pod>, cluster: ClusterIndex): Listing<AgentTrouble> {
  if (!hasLasted(node.metadata.creationTimestamp, cluster)) return listing([], []);
  const nodes = cluster.metadata('Node');
  const gaps = [...gapsOf(pods), ...gapsOf(nodes)];
  const everywhere = group.find(({ daemonSet }) => daemonSet.status.desiredNumberScheduled >= knownItems(nodes).length);
  if (gaps.length > 0 || everywhere === undefined) return listing([], gaps);
  const { status, metadata } = everywhere.daemonSet;
  const evidence = {
    object: refTo('DaemonSet', metadata),
    field: 'status.desiredNumberScheduled',
    value: status.desiredNumberScheduled,
    says: 'as many pods as there are nodes',
  };
  return listing([{ ...nameOf(everywhere), why: 'the node has no pod of it', evidence }], []);
}

function nameOf({ program, daemonSet }: NodeAgent): Pick<AgentTrouble, 'program' | 'daemonSet'> {
  const { namespace = '', name } = daemonSet.metadata;
  return { program: program.name, daemonSet: { namespace, name } };
}
