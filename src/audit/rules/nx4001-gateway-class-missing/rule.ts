import { refTo } from '../../../model/object-ref.ts';
import { classOf } from '../../facts/gateway-class.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX4001',
  title: 'GatewayClass does not exist',
  severity: 'error',
  proof: 'certain',
  subject: 'Gateway',
  reads: ['GatewayClass'],
  causes: ['NX4004', 'NX4005', 'NX4006'],
  causesElsewhere: ['NX4017'],
  check(gateway, cluster) {
    const found = classOf(gateway, cluster);
    if (found.state === 'unknown') return unjudged(found.gaps);
    if (found.state === 'found') return [];
    const name = gateway.spec.gatewayClassName;
    return [
      {
        args: { className: name },
        evidence: [
          { object: refTo('Gateway', gateway.metadata), field: 'spec.gatewayClassName', value: name, says: 'no such GatewayClass' },
        ],
      },
    ];
  },
  message: ({ className }) => `GatewayClass ${className} does not exist: no controller looks after this Gateway`,
  remedy: ({ className }) =>
    `Name a class that there is (kubectl get gatewayclasses), or install the controller that brings GatewayClass ${className}.`,
});
