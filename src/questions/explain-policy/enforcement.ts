import { nodeAgents } from '../../audit/facts/node-agents.ts';
import type { PluginHabits } from '../../engines/policy/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { PolicyEnforcement } from '../../model/network-policy-report.ts';
import type { PolicyKind } from './kinds.ts';

/** Whether policies of a kind are enforced, as far as the network plugin shows it, and what is known of how. */
export function enforcementOf(
  kind: PolicyKind,
  cluster: ClusterIndex,
): { readonly enforcement: PolicyEnforcement; readonly habits: PluginHabits } {
  const { plugin } = nodeAgents(cluster);
  if (plugin.state !== 'seen') {
    const why = plugin.state === 'unknown' ? 'the DaemonSets could not all be read' : 'nothing that is known to enforce policies was seen';
    return { enforcement: { enforced: 'unknown', says: `whether anything enforces it is not known: ${why}`, evidence: [] }, habits: {} };
  }
  const { name, enforcesPolicies, policies: habits, evidence } = plugin;
  const follows = kind === 'NetworkPolicy' ? true : habits.follows?.[kind];
  const told = (enforced: PolicyEnforcement['enforced'], says: string) => ({ enforcement: { enforced, says, evidence }, habits });
  if (enforcesPolicies === false) return told('no', `nothing enforces policies here: the network plugin is ${name}, which does not`);
  if (follows === false) return told('no', `${name} does not follow policies of this kind`);
  if (enforcesPolicies === 'unknown') return told('unknown', `${name} can enforce policies; whether it does here is not known`);
  if (follows === undefined)
    return told('unknown', `${name} enforces NetworkPolicies; whether it follows policies of this kind is not known`);
  return told('yes', `${name} enforces it`);
}
