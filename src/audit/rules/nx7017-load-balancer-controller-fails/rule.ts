import { gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { pendingLoadBalancer } from '../../facts/load-balancer.ts';
import { serviceWarnings } from '../../facts/service-warnings.ts';
import { shorten } from '../../facts/shorten.ts';
import { defineRule, unjudged } from '../../rule.ts';

/**
 * What controllers call their failures. Sources: kubernetes staging/src/k8s.io/cloud-provider/controllers/service/controller.go (1.36);
 * MetalLB controller/service.go (AllocationFailed); AWS Load Balancer Controller pkg/k8s/events.go (Failed…).
 */
const FAILURES = [
  'SyncLoadBalancerFailed',
  'CreatingLoadBalancerFailed',
  'UnAvailableLoadBalancer',
  'AllocationFailed',
  'FailedBuildModel',
  'FailedDeployModel',
];

export default defineRule({
  code: 'NX7017',
  title: 'Load balancer cannot be set up',
  severity: 'error',
  proof: 'certain',
  subject: 'Service',
  reads: ['Event'],
  causes: ['NX7015', 'NX7016', 'NX7023', 'NX1029'],
  check(service, cluster) {
    const pending = pendingLoadBalancer(service, cluster.takenAt);
    if (pending === undefined) return [];
    const warnings = serviceWarnings(service, cluster);
    const failure = knownItems(warnings).find(({ reason }) => FAILURES.includes(reason));
    if (failure === undefined) return warnings.state === 'complete' ? [] : unjudged(gapsOf(warnings));
    const { namespace = '', name } = service.metadata;
    const { reason, message } = failure;
    return [
      {
        args: { namespace, service: name, reason, text: message },
        evidence: [
          { object: refTo('Event', failure.metadata), field: 'message', value: message, says: `Warning ${reason}` },
          pending.shown,
        ] as const,
      },
    ];
  },
  message: ({ reason, text }) => `its load balancer has no address, and the controller says why (${reason}): ${shorten(text)}`,
  remedy: ({ namespace, service }) =>
    `Mend what the controller names (all it says: kubectl events -n ${namespace} --for service/${service} --types Warning); it tries again by itself.`,
});
