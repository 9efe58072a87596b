import { nameOf, refTo } from '../../../model/object-ref.ts';
import { classTrouble } from '../../facts/gateway-class.ts';
import { neverApplied } from '../../facts/never-applied.ts';
import { hasLasted } from '../../facts/pod-readiness.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX4006',
  title: 'Gateway without address',
  severity: 'warning',
  proof: 'certain',
  subject: 'Gateway',
  reads: ['GatewayClass'],
  causes: [],
  check(gateway, cluster) {
    const { metadata, status } = gateway;
    if (status.addresses.length > 0) return [];
    const gaps = neverApplied('Gateway', metadata);
    if (gaps.length > 0) return unjudged(gaps);
    if (!hasLasted(metadata.creationTimestamp, cluster)) return [];
    const object = refTo('Gateway', metadata);
    return [
      {
        args: { gateway: nameOf(object) },
        evidence: [{ object, field: 'status.addresses', says: 'no address is reported' }, ...classTrouble(gateway, cluster)],
      },
    ];
  },
  message: () => 'its status has no address: nobody outside can find it by its status',
  remedy: ({ gateway }) =>
    `See whether the Service that the controller made for Gateway ${gateway} has an address, and what the controller's log says.`,
});
