import type { RuleGiven } from '../../model/network-policy-report.ts';
import { describeRef, type ObjectRef } from '../../model/object-ref.ts';
import type { Pod } from '../../model/resources/pod.ts';
import { type AddressRange, addressRange, parseAddress, rangeHolds } from './address-range.ts';
import { type AddressRegion, regionsOf } from './address-regions.ts';
import { containsPeer } from './contains.ts';
import { type Doubt, doubtsOf, every, type Match, some } from './match.ts';
import { peersTelling, podsAlike, subjectSelectors } from './pods-alike.ts';
import type { Policies } from './policies.ts';
import { type Direction, isDoubt, type Peer, type Policy, type Rule } from './policy.ts';
import { isEverybody, type Population } from './populations.ts';
import { type Cover, portCover, type Server } from './port-cover.ts';
import { peerMatches, type Sight } from './rule-match.ts';
import { isolating } from './tiers.ts';

/** What a rule of a NetworkPolicy allows that other policies of the same pods do not. */
export interface Contribution {
  readonly rule: Rule;
  readonly given: RuleGiven;
  /** The policies that allow it, or a part of it. */
  readonly by: readonly ObjectRef[];
  /** Why it is unknown, as sentences. */
  readonly doubts: readonly string[];
}

/** What is asked about each rule of a policy. */
export interface ContributionQuestion {
  readonly direction: Direction;
  readonly policy: Policy;
  /** The pods that the policy selects. */
  readonly subjects: readonly Pod[];
  /** The pods that an entry of its peers picks now. */
  readonly peerPods: (peer: Peer) => Population;
  /** Whether address ranges match pods. */
  readonly rangesCoverPods: boolean;
}

/** Who may be at the other end, as far as rules tell apart. */
type Other =
  | { readonly is: 'every-pod' }
  | { readonly is: 'selected'; readonly by: Extract<Peer, { is: 'pods' }> }
  | { readonly is: 'pod'; readonly pod: Pod }
  | { readonly is: 'address'; readonly region: AddressRegion };

/** Pods that the same policies select, in which named ports mean the same. */
interface Group {
  readonly pod: Pod;
  readonly others: readonly Policy[];
  /** Why there may be more of them. */
  readonly doubts: readonly string[];
}

/**
 * Holds each rule of a NetworkPolicy against all rules of the other policies of its pods, part by part: selectors by what they say, where that
 * decides, else by the pods that there are; addresses and ports by their ranges. A range is held against ranges, whoever has its addresses.
 */
export function contributionsOf(question: ContributionQuestion, policies: Policies): readonly Contribution[] {
  const { direction, policy, subjects } = question;
  const groups = groupsOf(direction, policy, subjects, policies);
  const told = new Map<Peer, readonly Pod[]>();
  const apart = (peer: Peer, pods: readonly Pod[]) => {
    const found = told.get(peer) ?? toldApart(pods, groups, direction);
    told.set(peer, found);
    return found;
  };
  return policy.rules[direction].map((rule) => {
    const parts = groups.flatMap((group) => partsOf(rule, group, apart, question, policies));
    const by = new Map(parts.flatMap((part) => part.by.map((ref) => [describeRef(ref), ref] as const)));
    const given = givenBy(parts, rule);
    const doubts = given === 'unknown' ? [...new Set(parts.flatMap((part) => part.doubts))] : [];
    return { rule, given, by: [...by.values()], doubts };
  });
}

/** How many of the pods of a policy nothing else isolates in a direction; unknown where other policies may. */
export function isolatedAlone(direction: Direction, policy: Policy, subjects: readonly Pod[], policies: Policies): number | 'unknown' {
  const classes = podsAlike(subjects, { selectors: selectorsAround(policy, policies), ports: false });
  const groups = classes.map((pods) => ({ pods, ...groupOf(direction, policy, pods[0], policies) }));
  const alone = groups.filter(({ others }) => others.length === 0);
  if (alone.some(({ doubts }) => doubts.length > 0)) return 'unknown';
  return alone.reduce((sum, { pods }) => sum + pods.length, 0);
}

function selectorsAround({ ref }: Policy, policies: Policies) {
  return subjectSelectors(policies.networkPolicies(ref.namespace ?? '').items);
}

function groupOf(direction: Direction, policy: Policy, pod: Pod, policies: Policies): Group {
  const { found, gaps } = isolating(direction, { subject: pod, policies });
  const others = found.filter((one) => one.policy !== policy);
  const unread = gaps.length === 0 ? [] : ['not all NetworkPolicies of the namespace could be read'];
  return {
    pod,
    others: others.filter(({ doubts }) => doubts.length === 0).map((one) => one.policy),
    doubts: [...others.flatMap(({ doubts }) => doubts.map(({ says }) => says)), ...unread],
  };
}

function groupsOf(direction: Direction, policy: Policy, subjects: readonly Pod[], policies: Policies): readonly Group[] {
  const classes = podsAlike(subjects, { selectors: selectorsAround(policy, policies), ports: direction === 'ingress' });
  return classes.map(([pod]) => groupOf(direction, policy, pod, policies));
}

/** What is said of one part of a rule. */
interface Part {
  readonly cover: Cover | 'unknown';
  readonly by: readonly ObjectRef[];
  readonly doubts: readonly string[];
  /** Whether it is about pods that there are now, instead of all that may come. */
  readonly isNow: boolean;
}

function givenBy(parts: readonly Part[], { action }: Rule): RuleGiven {
  if (action === 'unreadable') return 'unknown';
  const told = parts.filter(({ cover }) => cover !== 'empty');
  if (told.length === 0) return 'nothing';
  if (told.some(({ cover }) => cover === 'unknown')) return 'unknown';
  if (told.every(({ cover }) => cover === 'none')) return 'only-here';
  if (told.some(({ cover }) => cover !== 'all')) return 'partly';
  return told.some(({ isNow }) => isNow) ? 'given-now' : 'given';
}

function unknown(doubts: readonly string[]): readonly Part[] {
  return [{ cover: 'unknown', by: [], doubts, isNow: true }];
}

function partsOf(
  rule: Rule,
  group: Group,
  apart: (peer: Peer, pods: readonly Pod[]) => readonly Pod[],
  question: ContributionQuestion,
  policies: Policies,
): readonly Part[] {
  const rules = group.others.flatMap((policy) => policy.rules[question.direction].map((one) => ({ policy, rule: one })));
  const ranges = rules.flatMap(({ rule: { peers = [] } }) =>
    peers.flatMap((peer) => (peer.is === 'addresses' ? [peer.range, ...peer.except] : [])),
  );
  const unreadable = unreadableIn(rule);
  if (unreadable.length > 0) return unknown(unreadable);
  const part = (other: Other): Part => {
    const matches = rules.map((one) => ({ ...one, match: coversPeer(one.rule.peers, other, group.pod, question, policies) }));
    const server = serverOf(other, group.pod, question);
    const sure = matches.filter(({ match }) => match === true);
    // Of everybody, others may allow some.
    const isNear = ({ is }: Peer) => is === 'pods' || (is === 'addresses' && question.rangesCoverPods);
    const near = other.is === 'every-pod' ? rules.filter((one) => one.rule.peers?.some(isNear) ?? true) : sure;
    const giving = near.filter((one) => !['none', 'empty'].includes(portCover(rule.ports, [one.rule.ports], server)));
    const allPorts = sure.map((one) => one.rule.ports);
    const whole = portCover(rule.ports, allPorts, server);
    const cover = whole === 'none' && giving.length > 0 ? 'some' : whole;
    const doubts = [
      ...group.doubts,
      ...matches.flatMap(({ match, rule: one }) => [
        ...doubtsOf(match).map(({ says }) => says),
        // Of pods that may come, it is not asked which of them a rule would match.
        ...(isSymbolic(other) ? unreadableIn(one) : match === false ? [] : unreadableIn({ ...one, peers: [] })),
      ]),
    ];
    const unsure = doubts.length > 0 && cover !== 'all' && cover !== 'empty';
    return { cover: unsure ? 'unknown' : cover, by: giving.map(({ policy }) => policy.ref), doubts, isNow: other.is === 'pod' };
  };
  if (rule.peers === undefined) {
    const roots = ['0.0.0.0/0', '::/0'].flatMap((text) => addressRange(text) ?? []);
    return [
      part({ is: 'every-pod' }),
      ...roots.flatMap((root) => regionsOf(root, ranges).map((region) => part({ is: 'address', region }))),
    ];
  }
  return rule.peers.flatMap((peer): readonly Part[] => {
    switch (peer.is) {
      case 'addresses':
        return outsideOf(peer, ranges).map((region) => part({ is: 'address', region }));
      case 'pods': {
        const always = part(isEverybody(peer) ? { is: 'every-pod' } : { is: 'selected', by: peer });
        const { pods, maybe, uncounted, gaps, doubts } = question.peerPods(peer);
        if (always.cover === 'all' || always.cover === 'empty' || uncounted) return [always];
        if (gaps.length + maybe.length + doubts.length > 0) return unknown(['not all pods that it is for are known']);
        const connecting = pods.filter(({ spec, status }) => !spec.hostNetwork && status.podIPs.length > 0);
        return connecting.length === 0 ? [always] : apart(peer, connecting).map((pod) => part({ is: 'pod', pod }));
      }
      default:
        return [];
    }
  });
}

/** One pod of all that no rule of another policy tells apart, and in which, if they receive, named ports mean the same. */
function toldApart(pods: readonly Pod[], groups: readonly Group[], direction: Direction): readonly Pod[] {
  const rules = [...new Set(groups.flatMap(({ others }) => others))].flatMap((policy) => policy.rules[direction]);
  const telling = peersTelling(rules.flatMap(({ peers = [] }) => peers));
  return podsAlike(pods, { ...telling, ports: direction === 'egress' }).map(([pod]) => pod);
}

/** Where ports are looked up; the address of a range may be that of a pod. */
function serverOf(other: Other, subject: Pod, { direction, rangesCoverPods }: ContributionQuestion): Server {
  if (direction === 'ingress') return subject;
  if (other.is === 'pod') return other.pod;
  return other.is === 'address' && !rangesCoverPods ? 'address' : 'some-pod';
}

function isSymbolic({ is }: Other): boolean {
  return is === 'every-pod' || is === 'selected';
}

/** Why a part of a rule has no meaning that is known. */
function unreadableIn({ peers = [], ports = [] }: Rule): readonly string[] {
  const doubts = [...peers, ...ports].flatMap((entry): readonly (Doubt | false)[] => {
    if (entry.is === 'unreadable') return [entry.doubt];
    if (entry.is !== 'pods') return [];
    const { pods, namespaces } = entry;
    return [isDoubt(pods) && pods, 'selector' in namespaces && isDoubt(namespaces.selector) && namespaces.selector];
  });
  return doubts.flatMap((one) => (one === false ? [] : [one.says]));
}

/** The parts of a range that none of its exceptions has. */
function outsideOf({ range, except }: Extract<Peer, { is: 'addresses' }>, others: readonly AddressRange[]): readonly AddressRegion[] {
  return regionsOf(range, [...except, ...others]).filter(({ address }) => !except.some((part) => rangeHolds(part, address)));
}

function coversPeer(
  peers: Rule['peers'],
  other: Other,
  subject: Pod,
  { rangesCoverPods }: ContributionQuestion,
  policies: Policies,
): Match {
  if (peers === undefined) return true;
  const sight = (peer: Sight['peer']): Sight => ({ policies, subject, peer, server: {}, port: 0, protocol: 'TCP', rangesCoverPods });
  switch (other.is) {
    case 'every-pod':
      return peers.some((peer) => peer.is === 'pods' && isEverybody(peer));
    case 'selected':
      return peers.some((peer) => peer.is === 'pods' && containsPeer(peer, other.by));
    case 'address': {
      const { address } = other.region;
      return some(peers, (peer) => (peer.is === 'pods' ? false : peerMatches(peer, sight({ address, family: address.family }))));
    }
    case 'pod': {
      const { pod } = other;
      const addresses = pod.status.podIPs.flatMap(({ ip }) => parseAddress(ip) ?? []);
      const parties = addresses.map((address) => ({ pod, address, family: address.family }));
      return every(parties, (party) => some(peers, (peer) => peerMatches(peer, sight(party))));
    }
  }
}
