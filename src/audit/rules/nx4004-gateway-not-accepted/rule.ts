import { nameOf, refTo } from '../../../model/object-ref.ts';
import { classTrouble } from '../../facts/gateway-class.ts';
import { findCondition, presentConditions, quote, whyOf } from '../../facts/gateway-conditions.ts';
import { blamesListener } from '../../facts/gateway-listeners.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX4004',
  title: 'Gateway not accepted',
  severity: 'error',
  proof: 'certain',
  subject: 'Gateway',
  reads: ['GatewayClass'],
  causes: ['NX4005', 'NX4006'],
  check(gateway, cluster) {
    const { metadata, status } = gateway;
    const said = findCondition(presentConditions(status.conditions, metadata), 'Accepted', 'False');
    if (said === undefined || (said.condition.reason === 'ListenersNotValid' && blamesListener(gateway))) return [];
    const object = refTo('Gateway', metadata);
    return [{ args: { gateway: nameOf(object), why: whyOf(said) }, evidence: [quote(object, said), ...classTrouble(gateway, cluster)] }];
  },
  message: ({ why }) => `its controller does not accept it (${why}): it takes no traffic`,
  remedy: ({ gateway }) =>
    `Correct what the controller does not accept in Gateway ${gateway}; its status and the controller's log say more.`,
});
