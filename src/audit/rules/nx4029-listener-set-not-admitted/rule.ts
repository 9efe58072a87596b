import { listenerSetStatus } from '../../../engines/gateway/index.ts';
import { nameOf, refTo } from '../../../model/object-ref.ts';
import { findCondition, presentConditions, quote, whyOf } from '../../facts/gateway-conditions.ts';
import { blamesListener } from '../../facts/gateway-listeners.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX4029',
  title: 'ListenerSet not admitted by its Gateway',
  severity: 'error',
  proof: 'certain',
  subject: 'ListenerSet',
  reads: ['Gateway', 'Namespace'],
  causes: [],
  check(set, cluster) {
    const object = refTo('ListenerSet', set.metadata);
    const { name, namespace = set.metadata.namespace } = set.spec.parentRef;
    const gateway = `Gateway ${nameOf({ namespace: namespace ?? '', name })}`;
    const { holds, reason, says, gaps } = listenerSetStatus(set, cluster);
    const refused = findCondition(presentConditions(set.status.conditions, set.metadata), 'Accepted', 'False');
    const quoted = refused === undefined ? [] : [quote(object, refused)];
    const asks = { object, field: 'spec.parentRef.name', value: name, says };
    if (holds === 'no') return [{ args: { set: nameOf(object), gateway, reason, why: says }, evidence: [asks, ...quoted] }];
    const [first] = quoted;
    if (refused !== undefined && first !== undefined) {
      if (refused.condition.reason === 'ListenersNotValid' && blamesListener(set)) return [];
      const why = `its controller says ${whyOf(refused)}`;
      return [{ args: { set: nameOf(object), gateway, reason: refused.condition.reason ?? '', why }, evidence: [first] }];
    }
    return holds === 'unknown' && gaps.length > 0 ? unjudged(gaps) : [];
  },
  message: ({ gateway, why }) => `${gateway} does not take its listeners: ${why}`,
  remedy: ({ set, gateway, reason }) =>
    reason === 'NotAllowed'
      ? `Let spec.allowedListeners of ${gateway} take ListenerSets of this namespace; without it none is taken.`
      : `See to ${gateway}, or name another one in spec.parentRef of ListenerSet ${set}.`,
});
