import { allowancesOf, type Direction, type PodPolicies, type Policies, policiesAboutPod } from '../../engines/policy/index.ts';
import type { PodIsolation } from '../../model/pod-report.ts';
import type { Pod } from '../../model/resources/pod.ts';
import { adminRules, doubtsIn, peersOf } from './words.ts';

/**
 * Who may connect to a pod, or where it may connect: the NetworkPolicies that isolate it, and whom any of them allows, port by port; before and
 * after them the rules of administrators. One NetworkPolicy alone isolates a pod; none leaves the direction open.
 * Source: kubernetes API reference, NetworkPolicySpec (podSelector, policyTypes).
 */
export function podIsolation(direction: Direction, pod: Pod, policies: Policies): PodIsolation {
  const about = policiesAboutPod(direction, pod, policies);
  const rules = about.isolating.flatMap((policy) =>
    policy.rules[direction].filter(({ action }) => action === 'accept').map((rule) => ({ policy, rule })),
  );
  return {
    isolated: isolatedBy(about),
    policies: about.isolating.map(({ ref }) => ref.name),
    allows: allowancesOf(direction, rules, pod).map((one) => ({ ports: one.ports, peers: peersOf(one.rules, direction) })),
    before: adminRules(about.before, direction),
    after: adminRules(about.after, direction),
    doubts: doubtsIn(about),
  };
}

/** Whether NetworkPolicies isolate a pod. */
export function isolatedBy({ isolating, maybe, gaps }: PodPolicies): PodIsolation['isolated'] {
  if (isolating.length > 0) return 'yes';
  return maybe.length > 0 || gaps.some(({ kind }) => kind === 'NetworkPolicy') ? 'unknown' : 'no';
}
