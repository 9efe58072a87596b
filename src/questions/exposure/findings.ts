import { examinedKinds, type Rule } from '../../audit/rule.ts';
import type { InventoryName } from '../../model/exposure-report.ts';
import type { Kind } from '../../model/kind.ts';
import { chosenRules, type RuleChoice } from '../audit/rule-choice.ts';

/** The area of findings about exposure. */
const AREA = 'NX7';

/** What inventories read. */
const READ: readonly Kind[] = ['Service', 'Node', 'EndpointSlice', 'Endpoints', 'Pod', 'ConfigMap', 'DaemonSet'];

/**
 * The findings about exposure that an inventory carries, those for information included: they name each open port, so that a baseline tells
 * which are new. Left out are those that want more than the inventory reads, and in that of NodePorts those about the ports of pods, but
 * where they clash with NodePorts. Refuses (UsageError) codes that are no finding of an audit.
 */
export function inventoryRules(inventory: InventoryName, choice: Pick<RuleChoice, 'severity' | 'rules' | 'exclude'>): readonly Rule[] {
  return chosenRules({ severity: 'info', ...choice }).filter((rule) => {
    const kinds = examinedKinds(rule);
    const ofPods = kinds.includes('Pod') && !rule.reads.includes('Service');
    return (
      rule.code.startsWith(AREA) && [...kinds, ...rule.reads].every((kind) => READ.includes(kind)) && (inventory === 'exposure' || !ofPods)
    );
  });
}
