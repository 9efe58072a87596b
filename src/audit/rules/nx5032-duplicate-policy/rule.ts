import { nameOf, refTo } from '../../../model/object-ref.ts';
import type { NetworkPolicy } from '../../../model/resources/network-policy.ts';
import { groupBy, perCluster } from '../../facts/by-value.ts';
import { defineRule } from '../../rule.ts';

const bySpec = perCluster((cluster) => groupBy(cluster.known('NetworkPolicy'), (policy) => [contentOf(policy)]));

export default defineRule({
  code: 'NX5032',
  title: 'Policy says what another one says',
  severity: 'info',
  proof: 'certain',
  subject: 'NetworkPolicy',
  reads: ['NetworkPolicy'],
  wholeKinds: ['NetworkPolicy'],
  causes: [],
  check(policy, cluster) {
    const { namespace = '', name } = policy.metadata;
    const [first] = bySpec(cluster).get(contentOf(policy)) ?? [];
    if (first === undefined || nameOf(first.metadata) === nameOf(policy.metadata)) return [];
    const says = 'the same selector, directions and rules';
    const shown = (one: NetworkPolicy) => ({ object: refTo('NetworkPolicy', one.metadata), field: 'spec', says });
    return [{ args: { namespace, name, other: first.metadata.name }, evidence: [shown(policy), shown(first)] as const }];
  },
  message: ({ other }) => `it says what NetworkPolicy ${other} says, word for word: without it nothing would change`,
  remedy: ({ namespace, name, other }) => `Keep one of NetworkPolicy ${namespace}/${name} and ${other}.`,
});

function contentOf({ metadata, spec }: NetworkPolicy): string {
  return JSON.stringify([metadata.namespace, spec]);
}
