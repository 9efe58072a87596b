import { type Direction, describePeer, type PodPolicies, type PodRule, sentencesOf } from '../../engines/policy/index.ts';
import type { AdminRuleReport, AdmittedPeer } from '../../model/pod-policies.ts';
import { ruleInWords } from '../explain-policy/words.ts';

/** Whom rules let through, each once for each rule. */
export function peersOf(rules: readonly PodRule[], direction: Direction): readonly AdmittedPeer[] {
  return rules.flatMap(({ policy, rule }) => {
    const names = rule.peers === undefined ? [direction === 'ingress' ? 'everybody' : 'everywhere'] : rule.peers.map(describePeer);
    return names.map((says) => ({ says, policy: policy.ref, rule: rule.field }));
  });
}

/** Rules of administrators in words, in the order in which they are asked. */
export function adminRules(rules: readonly PodRule[], direction: Direction): readonly AdminRuleReport[] {
  return rules.flatMap(({ policy: { ref, tier }, rule }) =>
    tier === 'NetworkPolicy' ? [] : [{ policy: ref, tier, rule: rule.field, says: ruleInWords(rule, direction) }],
  );
}

/** What leaves it open who may connect, each sentence once. */
export function doubtsIn({ doubts }: Pick<PodPolicies, 'doubts'>): readonly string[] {
  return [...new Set(sentencesOf(doubts))];
}
