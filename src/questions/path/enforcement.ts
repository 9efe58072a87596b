import { type NodeAgents, nodeAgentsOf } from '../../engines/node-agents/index.ts';
import type { PluginHabits } from '../../engines/policy/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Gap } from '../../model/listing.ts';

/** Whether something enforces policies; null: nothing that does was seen, which does not mean that there is none. */
export interface Enforcement {
  readonly enforced: boolean | null;
  /** Who does, as a step names it. */
  readonly by: string;
  /** As a sentence, for the assumptions. */
  readonly says: string;
  /** How policies are followed, as far as that is known. */
  readonly habits: PluginHabits;
  /** What could not be read of what would tell how policies are followed. */
  readonly gaps: readonly Gap[];
}

/**
 * Whether policies count, and how they are followed: as told, and by the network plugin that is recognised, first among the agents that are
 * known already, then in all namespaces, for some have one of their own.
 */
export function enforcementOf(cluster: ClusterIndex, known: NodeAgents, told: 'yes' | 'no' | undefined): Enforcement {
  const agents = told === 'no' || isEnforcing(known) ? known : nodeAgentsOf(cluster);
  const { plugin, gaps } = agents;
  const base = { habits: plugin.state === 'seen' ? plugin.policies : {}, gaps };
  if (told === 'no') return { ...base, enforced: false, by: 'policies', says: 'nothing enforces NetworkPolicies, as told' };
  if (told === 'yes') return { ...base, enforced: true, by: 'what enforces policies', says: 'something enforces NetworkPolicies, as told' };
  if (plugin.state === 'seen' && plugin.enforcesPolicies === true) {
    return { ...base, enforced: true, by: plugin.name, says: `${plugin.name} enforces NetworkPolicies on every node` };
  }
  return {
    ...base,
    enforced: null,
    by: 'what may enforce policies',
    says: 'whether something enforces NetworkPolicies is not known: nothing that is known to do so was seen (--assume-enforced yes|no decides)',
  };
}

function isEnforcing({ plugin }: NodeAgents): boolean {
  return plugin.state === 'seen' && plugin.enforcesPolicies === true;
}
