import { refTo } from '../../../model/object-ref.ts';
import { rulesOf } from '../../facts/policies.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX5029',
  title: 'Rule that not every network plugin follows',
  severity: 'info',
  proof: 'assumed',
  subject: 'NetworkPolicy',
  reads: [],
  auditOnly: true,
  causes: [],
  check(policy) {
    const ports = rulesOf(policy).flatMap((rule) => rule.ports);
    return ports.flatMap(({ field, port }) => {
      const what = port.endPort !== undefined ? 'a range of ports' : port.protocol === 'SCTP' ? 'SCTP' : undefined;
      if (what === undefined) return [];
      const at = port.endPort === undefined ? `${field}.protocol` : `${field}.endPort`;
      const shown = { object: refTo('NetworkPolicy', policy.metadata), field: at, says: `${what}, which a plugin has to support` };
      return [{ args: { field, what }, evidence: [shown] as const }];
    });
  },
  message: ({ field, what }) =>
    `${field} is for ${what}: a network plugin without support for it ignores the entry, or takes the first port alone`,
  remedy: () => 'See the documentation of the network plugin, or write single TCP and UDP ports.',
});
