import { describeRef, refTo } from '../../../model/object-ref.ts';
import { findCondition, type PlacedCondition, presentConditions, quote, whyOf } from '../../facts/gateway-conditions.ts';
import { LISTENER_OWNERS, saidOfListener } from '../../facts/gateway-listeners.ts';
import { defineRule } from '../../rule.ts';

/** Told by the finding about listeners in conflict. */
const CONFLICTS = ['HostnameConflict', 'ProtocolConflict'];

export default defineRule({
  code: 'NX4009',
  title: 'Listener rejected',
  severity: 'error',
  proof: 'certain',
  subject: LISTENER_OWNERS,
  reads: [],
  causes: [],
  check(item, _cluster, kind) {
    const object = refTo(kind, item.metadata);
    const whole = presentConditions(item.status.conditions, item.metadata);
    const works = ['Accepted', 'Programmed'].every((type) => findCondition(whole, type, 'False') === undefined);
    return item.spec.listeners.flatMap(({ name, port, protocol }, index) => {
      const rejected = rejection(saidOfListener(item, name), works);
      if (rejected === undefined) return [];
      const { reason = null } = rejected.condition;
      const asks = { object, field: `spec.listeners[${index}].protocol`, value: protocol, says: `on port ${port}` };
      return [
        {
          args: { owner: describeRef(object), listener: name, port, protocol, reason, why: whyOf(rejected) },
          evidence: [quote(object, rejected), asks] as const,
        },
      ];
    });
  },
  message: ({ listener, port, protocol, why }) =>
    `listener ${listener} (${protocol} on port ${port}) takes nothing: its controller says ${why}`,
  remedy({ owner, listener, port, protocol, reason }) {
    switch (reason) {
      case 'PortUnavailable':
        return `Give listener ${listener} of ${owner} another port than ${port}, which the controller cannot open.`;
      case 'UnsupportedProtocol':
        return `Give listener ${listener} of ${owner} a protocol that its controller supports; ${protocol} it does not.`;
      default:
        return `Correct listener ${listener} of ${owner} as its controller says.`;
    }
  },
});

/** What refuses the listener itself: not a conflict, not a reference that cannot be resolved, and not what is wrong with the whole object. */
function rejection(said: readonly PlacedCondition[], works: boolean): PlacedCondition | undefined {
  const refused = findCondition(said, 'Accepted', 'False');
  if (CONFLICTS.includes(refused?.condition.reason ?? '') || findCondition(said, 'Conflicted', 'True') !== undefined) return undefined;
  if (refused !== undefined) return refused;
  const idle = findCondition(said, 'Programmed', 'False');
  const isUnresolved = findCondition(said, 'ResolvedRefs', 'False') !== undefined;
  return works && !isUnresolved && idle?.condition.reason !== 'Pending' ? idle : undefined;
}
