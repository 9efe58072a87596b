import type { ClusterIndex } from '../../model/cluster-index.ts';
import { gapsOf, knownItems, type Listing, mapListing, type Scope } from '../../model/listing.ts';
import type { DaemonSet } from '../../model/resources/daemon-set.ts';
import type { Pod } from '../../model/resources/pod.ts';
import { type Program, programOf } from './programs.ts';

/** A DaemonSet of a program that moves packets. */
export interface NodeAgent {
  readonly program: Program;
  readonly daemonSet: DaemonSet;
}

/** Such a program's pod on a node. */
export interface AgentPod extends NodeAgent {
  readonly pod: Pod;
}

/** The DaemonSets of a scope that move packets. One that is meant for no node does not count: that is how kube-proxy is switched off. */
export function agentDaemonSets(cluster: ClusterIndex, scope: Scope = {}): Listing<NodeAgent> {
  return mapListing(cluster.list('DaemonSet', scope), (all) =>
    all
      .filter((daemonSet) => daemonSet.status.desiredNumberScheduled > 0)
      .flatMap((daemonSet) => {
        const program = programOf(daemonSet);
        return program === undefined ? [] : [{ program, daemonSet }];
      }),
  );
}

/** The pods on a node that belong to such DaemonSets: those that name one as their controller. */
export function agentPodsOn(node: string, cluster: ClusterIndex, scope: Scope = {}): Listing<AgentPod> {
  const agents = agentDaemonSets(cluster, scope);
  const pods = cluster.list('Pod', { fields: { 'spec.nodeName': node } });
  const gaps = [...gapsOf(agents), ...gapsOf(pods)];
  if (agents.state === 'unknown' || pods.state === 'unknown') return { state: 'unknown', gaps };
  const items = pods.items.flatMap((pod) => knownItems(agents).flatMap((agent) => (isOf(pod, agent) ? [{ ...agent, pod }] : [])));
  return gaps.length === 0 ? { state: 'complete', items } : { state: 'partial', items, gaps };
}

/** Whether a pod is one of an agent's. */
export function isOf({ metadata }: Pod, { daemonSet }: NodeAgent): boolean {
  const owner = metadata.ownerReferences.find((one) => one.controller === true);
  return owner?.kind === 'DaemonSet' && owner.name === daemonSet.metadata.name && metadata.namespace === daemonSet.metadata.namespace;
}
