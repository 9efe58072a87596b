import { counted } from '../../audit/facts/enumerate.ts';
import type { NetworkPolicyOutcome } from '../../model/network-policy-report.ts';
import { describeRef } from '../../model/object-ref.ts';
import type { PolicyParts } from './parts.ts';

/** Whether a policy has an effect. */
export function outcomeOf({ selects, enforcement }: PolicyParts): NetworkPolicyOutcome {
  if (selects.state === 'complete' && selects.pods === 0) return 'selects-nobody';
  if (enforcement.enforced === 'no') return 'not-enforced';
  if (selects.pods === 0) return 'unknown';
  return enforcement.enforced === 'yes' ? 'in-effect' : 'if-enforced';
}

/** The verdict: whom it selects, what it isolates or decides, and whether that counts. */
export function summaryOf(parts: PolicyParts): string {
  return [whom(parts), what(parts), counts(parts)].filter((part) => part !== '').join(' ');
}

function whom({ policy, selects }: PolicyParts): string {
  const name = describeRef(policy);
  const left = selects.hostNetwork.length === 0 ? '' : ` (${counted(selects.hostNetwork.length, 'pod')} with hostNetwork not covered)`;
  switch (selects.state) {
    case 'unknown':
      return `Whom ${name} selects is unknown: ${selects.doubts[0] ?? 'nothing could be read'}.`;
    case 'partial':
      return `${name} selects at least ${counted(selects.pods, 'pod')}${left}.`;
    default:
      return selects.pods === 0
        ? `${name} selects no pod${left}: ${selects.says}.`
        : `${name} selects ${counted(selects.pods, 'pod')}${left}.`;
  }
}

function what({ policy, selects, directions, rules }: PolicyParts): string {
  const about = (['ingress', 'egress'] as const).filter((one) => directions[one].about === 'yes');
  if (about.length === 0 || (selects.state === 'complete' && selects.pods === 0)) return '';
  const each = about.map((direction) => {
    const count = rules.filter((rule) => rule.direction === direction).length;
    return `${direction} (${count === 0 ? 'no rule: nothing is allowed' : counted(count, 'rule')})`;
  });
  if (policy.tier === 'NetworkPolicy') return `It isolates ${selects.pods === 1 ? 'it' : 'them'} for ${each.join(' and ')}.`;
  const place = policy.priority === undefined ? '' : ` with priority ${policy.priority}`;
  return `In tier ${policy.tier}${place}, it decides about ${each.join(' and ')}.`;
}

function counts({ enforcement, problems, ignored }: PolicyParts): string {
  return [
    enforcement.enforced === 'yes' ? '' : `${enforcement.says[0]?.toUpperCase() ?? ''}${enforcement.says.slice(1)}.`,
    problems.length === 0 ? '' : `${counted(problems.length, 'part')} of it the API server would refuse, or nobody can read.`,
    ignored.length === 0 ? '' : `${ignored.map(({ field }) => field).join(' and ')} is ignored.`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}
