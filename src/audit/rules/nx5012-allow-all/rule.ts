import { knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import type { NetworkPolicy } from '../../../model/resources/network-policy.ts';
import { formatSelector } from '../../../model/values/label-selector.ts';
import { isMalformed } from '../../../model/values/malformed.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { type PolicyRule, rulesOf } from '../../facts/policies.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX5012',
  title: 'Rule for everybody makes others pointless',
  severity: 'info',
  proof: 'certain',
  subject: 'NetworkPolicy',
  reads: ['NetworkPolicy'],
  causes: [],
  check(policy, cluster) {
    const { namespace = '', name } = policy.metadata;
    const all = rulesOf(policy).filter(isForEverything);
    if (all.length === 0) return [];
    const others = knownItems(cluster.list('NetworkPolicy', { namespace })).filter(
      (other) => other.metadata.name !== name && isWithin(other, policy),
    );
    return all.flatMap(({ direction, field }) => {
      const pointless = others.filter((other) => rulesOf(other).some((rule) => rule.direction === direction && !isForEverything(rule)));
      if (pointless.length === 0) return [];
      const shown = { object: refTo('NetworkPolicy', policy.metadata), field, says: `lets everybody through (${direction})` };
      const names = enumerate(pointless.map(({ metadata }) => metadata.name));
      return [{ args: { namespace, name, direction, others: names }, evidence: [shown] as const }];
    });
  },
  message: ({ direction, others }) =>
    `its ${direction} rule is for everybody and every port: what others (${others}) allow for the same pods makes no difference`,
  remedy: ({ namespace, name }) =>
    `If not everybody is meant, narrow the rule of NetworkPolicy ${namespace}/${name}; policies add up, and none takes away what another allows.`,
});

function isForEverything({ isForAll, isForAllPorts }: PolicyRule): boolean {
  return isForAll && isForAllPorts;
}

/** Whether a policy is about no other pods than another one, as far as their selectors show. */
function isWithin({ spec: { podSelector: own } }: NetworkPolicy, { spec: { podSelector: wide } }: NetworkPolicy): boolean {
  if (isMalformed(own) || isMalformed(wide)) return false;
  return wide.length === 0 || formatSelector(own) === formatSelector(wide);
}
