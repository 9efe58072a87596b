import { gapsOf, knownItems } from '../../../model/listing.ts';
import { describeRef, refTo } from '../../../model/object-ref.ts';
import { nodeAgents } from '../../facts/node-agents.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX5023',
  title: 'Nothing enforces the NetworkPolicies',
  severity: 'warning',
  proof: 'likely',
  subject: 'DaemonSet',
  reads: ['DaemonSet', 'NetworkPolicy'],
  wholeKinds: ['DaemonSet', 'NetworkPolicy'],
  causes: [],
  check(daemonSet, cluster) {
    const { plugin } = nodeAgents(cluster);
    if (plugin.state !== 'seen' || plugin.enforcesPolicies !== false) return [];
    const own = describeRef(refTo('DaemonSet', daemonSet.metadata));
    if (!plugin.evidence.some(({ object }) => describeRef(object) === own)) return [];
    const policies = cluster.list('NetworkPolicy');
    const [first, ...others] = knownItems(policies);
    if (first === undefined) return policies.state === 'complete' ? [] : unjudged(gapsOf(policies));
    const shown = { object: refTo('NetworkPolicy', first.metadata), field: 'spec', says: 'nobody follows it' };
    return [{ args: { plugin: plugin.name, policies: others.length + 1 }, evidence: [...plugin.evidence, shown] }];
  },
  message: ({ plugin, policies }) =>
    `${plugin} does not enforce NetworkPolicies, nothing beside it is known to, and the cluster has ${policies === 1 ? 'one' : policies}: they change nothing`,
  remedy: ({ plugin }) => `Take a network plugin that enforces policies, or run a program that does beside ${plugin}.`,
});
