import { parseAddress } from './address-range.ts';
import { familyOfFlow, hostOf, isSamePod, type Party, type PluginReading, type PolicyEnd, type PolicyFlow, partyOf } from './ends.ts';
import type { Doubt } from './match.ts';
import { othersAbout, othersAboutNode } from './others.ts';
import type { Policies } from './policies.ts';
import type { Direction } from './policy.ts';
import { type Outcome, outcomesOf, type Sights } from './tiers.ts';

/** Why policies have no say. */
export type Exemption = 'same-pod' | 'own-node' | 'no-pod' | 'host-network';

/** What the policies at one end of a connection come to: an exemption, or every way in which they may decide. */
export type Judgement =
  | { readonly exempt: Exemption; readonly doubts: readonly Doubt[] }
  | { readonly sights: Sights; readonly outcomes: readonly Outcome[]; readonly doubts: readonly Doubt[] };

/**
 * Judges a connection by the policies of its sender (egress) or its receiver (ingress), in one reading of what plugins do.
 * `doubts` are what leaves the verdict open whatever the outcomes say: policies of others.
 */
export function judge(direction: Direction, flow: PolicyFlow, client: PolicyEnd, policies: Policies, reading: PluginReading): Judgement {
  const { server } = flow;
  const [subject, peer] = direction === 'egress' ? [client, server] : [server, client];
  if (isSamePod(client, server)) return { exempt: 'same-pod', doubts: [] };
  if (subject.kind === 'address') return { exempt: 'no-pod', doubts: [] };
  if (subject.kind === 'node') return { exempt: 'no-pod', doubts: othersAboutNode(subject.name, direction, policies) };
  const { pod } = subject;
  const { nodeName } = pod.spec;
  const isOwnNode = nodeName !== undefined && hostOf(peer) === nodeName;
  if (direction === 'ingress' && isOwnNode) return { exempt: 'own-node', doubts: othersAbout(pod, direction, policies, 'mesh') };
  if (pod.spec.hostNetwork && reading.hostNetwork === 'node') {
    return { exempt: 'host-network', doubts: nodeName === undefined ? [] : othersAboutNode(nodeName, direction, policies) };
  }
  const sights = sightsOf(direction, flow, { pod, peer }, policies, reading);
  const outcomes = outcomesOf(direction, sights);
  return {
    sights,
    outcomes: direction === 'egress' && isOwnNode ? toOwnNode(outcomes) : outcomes,
    doubts: othersAbout(pod, direction, policies, 'all'),
  };
}

function sightsOf(
  direction: Direction,
  flow: PolicyFlow,
  { pod, peer }: { readonly pod: Sights['admin']['subject']; readonly peer: PolicyEnd },
  policies: Policies,
  reading: PluginReading,
): Sights {
  const { port, protocol, dialled } = flow;
  const family = familyOfFlow(flow);
  const other = (hostNetwork: PluginReading['hostNetwork']): Party => {
    const party = partyOf(peer, family, hostNetwork);
    const instead = direction === 'egress' && reading.destination === 'dialled' ? dialled : undefined;
    const address = instead === undefined ? undefined : parseAddress(instead);
    return address === undefined ? party : { ...party, address };
  };
  const own: Party = { pod };
  const sight = (party: Party, rangesCoverPods: boolean) => ({
    policies,
    subject: pod,
    peer: party,
    server: direction === 'ingress' ? own : party,
    port,
    protocol,
    rangesCoverPods,
  });
  return {
    admin: sight(partyOf(peer, family, 'node'), true),
    networkPolicy: sight(other(reading.hostNetwork), reading.ipBlocks === 'all-addresses'),
  };
}

/**
 * The documentation has traffic to the node of a pod always pass; plugins hold it against the pod's egress rules.
 * Source: kubernetes.io, "Network Policies", ipBlock.
 */
function toOwnNode(outcomes: readonly Outcome[]): readonly Outcome[] {
  return outcomes.flatMap((outcome): readonly Outcome[] => {
    if (outcome.verdict === 'allowed' || outcome.tier !== 'NetworkPolicy') return [outcome];
    const says = 'whether NetworkPolicies bind what a pod sends to its own node differs between the documentation and plugins';
    const doubts = [...outcome.doubts, { says, gaps: [] }];
    return [
      { ...outcome, doubts },
      { ...outcome, doubts, verdict: 'allowed', deciders: [] },
    ];
  });
}
