import { nameOf, refTo } from '../../../model/object-ref.ts';
import { classTrouble } from '../../facts/gateway-class.ts';
import { findCondition, presentConditions, quote, whyOf } from '../../facts/gateway-conditions.ts';
import { blamesListener } from '../../facts/gateway-listeners.ts';
import { hasLasted } from '../../facts/pod-readiness.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX4005',
  title: 'Gateway not programmed',
  severity: 'error',
  proof: 'certain',
  subject: 'Gateway',
  reads: ['GatewayClass'],
  causes: ['NX4006'],
  check(gateway, cluster) {
    const { metadata, status } = gateway;
    const said = findCondition(presentConditions(status.conditions, metadata), 'Programmed', 'False');
    if (said === undefined || (said.condition.reason === 'Invalid' && blamesListener(gateway))) return [];
    if (said.condition.reason === 'Pending' && !hasLasted(said.condition.lastTransitionTime, cluster)) return [];
    const object = refTo('Gateway', metadata);
    return [
      {
        args: { gateway: nameOf(object), reason: said.condition.reason ?? null, why: whyOf(said) },
        evidence: [quote(object, said), ...classTrouble(gateway, cluster)],
      },
    ];
  },
  message: ({ why }) => `its controller has not set it up (${why}): it takes no traffic, or not as its spec says`,
  remedy({ gateway, reason }) {
    switch (reason) {
      case 'NoResources':
        return `Give the controller what it lacks to run Gateway ${gateway}; its log says what.`;
      case 'AddressNotAssigned':
        return `See why Gateway ${gateway} gets no address: whether the cluster has a load balancer implementation, and its pool an address left.`;
      case 'AddressNotUsable':
        return `Ask for another address in spec.addresses of Gateway ${gateway}, or leave the choice to the controller.`;
      default:
        return `See what the status of Gateway ${gateway} and the controller's log say.`;
    }
  },
});
