import { enumerate } from '../../audit/facts/enumerate.ts';
import {
  type Contribution,
  type Direction,
  describePeer,
  type Peer,
  type Policy,
  type Population,
  type Port,
  type Rule,
} from '../../engines/policy/index.ts';
import { declaredPorts } from '../../engines/service/index.ts';
import type {
  NamedPortResolution,
  PolicyPeerReport,
  PolicyPortReport,
  PolicyRuleAdds,
  PolicyRuleReport,
} from '../../model/network-policy-report.ts';
import { describeRef } from '../../model/object-ref.ts';
import type { Pod } from '../../model/resources/pod.ts';
import { coveredPods, podsMatched } from './pods.ts';
import { portInWords, ruleInWords } from './words.ts';

/** What rules are told with. */
export interface RuleContext {
  readonly subjects: readonly Pod[];
  readonly peerPods: (peer: Peer) => Population;
  /** Of NetworkPolicies. */
  readonly contributions?: Readonly<Record<Direction, readonly Contribution[]>>;
}

/** Every rule of a policy, in words and in parts. */
export function ruleReports(policy: Policy, context: RuleContext): readonly PolicyRuleReport[] {
  return (['ingress', 'egress'] as const).flatMap((direction) =>
    policy.directions[direction] === false ? [] : policy.rules[direction].map((rule) => ruleReport(rule, direction, context)),
  );
}

function ruleReport(rule: Rule, direction: Direction, context: RuleContext): PolicyRuleReport {
  const { field, name, action, peers = [], ports = [] } = rule;
  const contribution = context.contributions?.[direction].find((one) => one.rule === rule);
  return {
    direction,
    field,
    ...(name === undefined ? {} : { name }),
    action,
    says: ruleInWords(rule, direction),
    peers: peers.map((peer) => peerReport(peer, context)),
    ports: ports.map((port) => portReport(port, receiversOf(rule, direction, context))),
    ...(contribution === undefined ? {} : { adds: addsOf(contribution) }),
  };
}

function peerReport(peer: Peer, { peerPods }: RuleContext): PolicyPeerReport {
  const base = { field: peer.field, kind: peer.is, says: describePeer(peer) };
  if (peer.is === 'pods') return { ...base, matches: podsMatched(peerPods(peer)) };
  if (peer.is !== 'addresses') return base;
  return { ...base, cidr: peer.range.text, except: peer.except.map(({ text }) => text) };
}

/** The pods in which a named port is looked up: the policy's own for what comes in, its peers for what goes out. */
function receiversOf({ peers = [] }: Rule, direction: Direction, { subjects, peerPods }: RuleContext): readonly Pod[] {
  if (direction === 'ingress') return subjects;
  const pods = peers.flatMap((peer) => coveredPods(peerPods(peer)));
  return [...new Set(pods)];
}

function portReport(port: Port, receivers: readonly Pod[]): PolicyPortReport {
  const base = { field: port.field, says: portInWords(port) };
  if (port.is === 'unreadable') return base;
  const protocol = port.protocol === undefined ? {} : { protocol: port.protocol };
  if (port.is === 'numbers') return { ...base, ...protocol, start: port.start, end: port.end };
  return { ...base, ...protocol, name: port.name, resolves: resolutionsOf(port, receivers) };
}

function resolutionsOf({ name, protocol }: Extract<Port, { is: 'name' }>, receivers: readonly Pod[]): readonly NamedPortResolution[] {
  const counts = new Map<number | null, number>();
  for (const pod of receivers) {
    const found = declaredPorts(pod).filter((one) => one.name === name && one.protocol === (protocol ?? one.protocol));
    const numbers = found.length === 0 ? [null] : [...new Set(found.map(({ port }) => port))];
    for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  }
  return [...counts].map(([port, pods]) => ({ port, pods })).sort((a, b) => b.pods - a.pods || (a.port ?? 0) - (b.port ?? 0));
}

function addsOf({ given, by, doubts }: Contribution): PolicyRuleAdds {
  const why = doubts.length === 0 ? '' : ` (${enumerate(doubts, 2)})`;
  return { given, by, says: `${ADDS[given](enumerate(by.map(describeRef)), by.length)}${why}` };
}

const ADDS: Readonly<Record<PolicyRuleAdds['given'], (names: string, count: number) => string>> = {
  given: (names, count) => `nothing new: ${names} ${allow(count)} the same`,
  'given-now': (names, count) => `nothing new for the pods that there are now: ${names} ${allow(count)} the same; others may come`,
  partly: (names, count) => `${names} ${allow(count)} a part of it, too; the rest only this rule allows`,
  'only-here': () => 'only this rule allows it',
  nothing: () => 'it allows nothing now: the pods have no such port',
  unknown: () => 'whether other policies allow it, too, is not known',
};

function allow(count: number): string {
  return count === 1 ? 'allows' : 'allow';
}
