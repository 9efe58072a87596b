import type { Gap } from '../../model/listing.ts';
import type { Pod } from '../../model/resources/pod.ts';
import type { Protocol } from '../../model/values/port.ts';
import { type Doubt, doubtsOf, type Match } from './match.ts';
import { othersAbout } from './others.ts';
import { ADMIN_KINDS, type Policies } from './policies.ts';
import type { Direction, Policy, Rule } from './policy.ts';
import { isSubject, portsMatch } from './rule-match.ts';
import { isolating } from './tiers.ts';

/** A rule of a policy that is about a pod. */
export interface PodRule {
  readonly policy: Policy;
  readonly rule: Rule;
}

/** The policies about a pod in a direction. */
export interface PodPolicies {
  /** NetworkPolicies that isolate it; `maybe`: those of which that is not known. */
  readonly isolating: readonly Policy[];
  readonly maybe: readonly Policy[];
  /** Rules of administrators' policies, in the order in which they are asked; those of which it is not known are among them. */
  readonly before: readonly PodRule[];
  readonly after: readonly PodRule[];
  /** Why there may be more, or others that are not followed here. */
  readonly doubts: readonly Doubt[];
  readonly gaps: readonly Gap[];
}

/** Which policies have a say about a pod in a direction. */
export function policiesAboutPod(direction: Direction, pod: Pod, policies: Policies): PodPolicies {
  const { found, gaps } = isolating(direction, { subject: pod, policies });
  const admin = ADMIN_KINDS.map((kind) => policies.admin(kind));
  const judged = admin
    .flatMap(({ items }) => items)
    .filter((policy) => policy.directions[direction] !== false && !pod.spec.hostNetwork)
    .map((policy) => ({ policy, match: isSubject(policy.subject, pod, policies) }))
    .filter(({ match }) => match !== false)
    .sort((a, b) => a.policy.priority - b.policy.priority);
  const rulesOf = (tier: Policy['tier']): readonly PodRule[] =>
    judged.flatMap(({ policy }) => (policy.tier === tier ? policy.rules[direction].map((rule) => ({ policy, rule })) : []));
  const unread = [{ kind: 'NetworkPolicy', gaps }, ...ADMIN_KINDS.map((kind, at) => ({ kind, gaps: admin[at]?.gaps ?? [] }))]
    .filter((one) => one.gaps.length > 0)
    .map((one): Doubt => ({ says: `not all ${one.kind} objects could be read`, gaps: one.gaps, unread: one.kind }));
  return {
    isolating: found.filter(({ doubts }) => doubts.length === 0).map(({ policy }) => policy),
    maybe: found.filter(({ doubts }) => doubts.length > 0).map(({ policy }) => policy),
    before: rulesOf('Admin'),
    after: rulesOf('Baseline'),
    doubts: [
      ...found.flatMap(({ doubts }) => doubts),
      ...judged.flatMap(({ match }) => doubtsOf(match)),
      ...unread,
      ...othersAbout(pod, direction, policies, 'all'),
    ],
    gaps: unread.flatMap((one) => one.gaps),
  };
}

/** Whether a rule is for a port of a pod that receives. */
export function isForPort({ ports }: Rule, pod: Pod, port: number, protocol: Protocol, policies: Policies): Match {
  return portsMatch(ports, { policies, subject: pod, peer: {}, server: { pod }, port, protocol, rangesCoverPods: true });
}
