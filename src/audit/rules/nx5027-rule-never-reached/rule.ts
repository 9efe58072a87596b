import { refTo } from '../../../model/object-ref.ts';
import type { AdminPolicy, AdminPolicyRule } from '../../../model/resources/admin-policy.ts';
import { isMalformed } from '../../../model/values/malformed.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX5027',
  title: 'Rule of a policy is never reached',
  severity: 'warning',
  proof: 'certain',
  subject: ['ClusterNetworkPolicy', 'AdminNetworkPolicy', 'BaselineAdminNetworkPolicy'],
  reads: [],
  causes: [],
  check(policy, _cluster, kind) {
    return (['ingress', 'egress'] as const).flatMap((direction) => {
      const rules = readable(policy.spec[direction]);
      return rules.flatMap(({ rule, at }) => {
        const earlier = rules.find((one) => one.at < at && covers(one.rule, rule));
        if (earlier === undefined) return [];
        const object = refTo(kind, policy.metadata);
        const [field, by] = [`spec.${direction}[${at}]`, `spec.${direction}[${earlier.at}]`];
        const evidence = [
          { object, field, says: 'never asked' },
          { object, field: by, says: `takes the same before (${earlier.rule.action})` },
        ] as const;
        return [{ args: { kind, name: policy.metadata.name, field, by, action: earlier.rule.action }, evidence }];
      });
    });
  },
  message: ({ field, by, action }) => `${field} is never asked: ${by} takes all that it is for (${action})`,
  remedy: ({ kind, name, field, by }) => `Put ${field} of ${kind} ${name} before ${by}, or take it away.`,
});

function readable(rules: AdminPolicy['spec']['ingress']): readonly { readonly rule: AdminPolicyRule; readonly at: number }[] {
  return isMalformed(rules) ? [] : rules.flatMap((rule, at) => (isMalformed(rule) ? [] : [{ rule, at }]));
}

/** Whether a rule takes all that another one takes: for the same peers, and every port or the same ones. Every action ends what comes after it in its tier. */
function covers(first: AdminPolicyRule, second: AdminPolicyRule): boolean {
  if (!isUnderstood(first)) return false;
  if (JSON.stringify(first.peers) !== JSON.stringify(second.peers)) return false;
  return first.ports.length === 0 || JSON.stringify(first.ports) === JSON.stringify(second.ports);
}

const ACTIONS = ['Accept', 'Allow', 'Deny', 'Pass'];

/** Whether all that a rule says is known, so that another one that reads the same says the same. */
function isUnderstood({ action, peers, ports }: AdminPolicyRule): boolean {
  const areKnown = peers.every((peer) => !isMalformed(peer) && peer.unknownFields.length === 0 && Object.keys(peer).length > 1);
  return ACTIONS.includes(action) && peers.length > 0 && areKnown && !ports.some(isMalformed);
}
