import { refTo } from '../../../model/object-ref.ts';
import { refusal } from '../../facts/gateway-class.ts';
import { quote, whyOf } from '../../facts/gateway-conditions.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX4002',
  title: 'GatewayClass not accepted',
  severity: 'error',
  proof: 'certain',
  subject: 'GatewayClass',
  reads: [],
  causes: [],
  causesElsewhere: ['NX4004', 'NX4005', 'NX4006', 'NX4017'],
  check(gatewayClass, cluster) {
    const refused = refusal(gatewayClass, cluster);
    if (refused === undefined) return [];
    const { name } = gatewayClass.metadata;
    const { controllerName } = gatewayClass.spec;
    const { status } = refused.condition;
    return [
      {
        args: { name, controllerName, status, why: whyOf(refused) },
        evidence: [quote(refTo('GatewayClass', gatewayClass.metadata), refused)],
      },
    ];
  },
  message: ({ controllerName, status, why }) =>
    status === 'False'
      ? `controller ${controllerName} does not accept it (${why}): Gateways of this class do not work`
      : `no controller has accepted it: ${controllerName} does not run, or does not know it; Gateways of this class do not work`,
  remedy: ({ name, controllerName, status }) =>
    status === 'False'
      ? `Correct what the controller does not accept: kubectl describe gatewayclass ${name}.`
      : `Install the controller ${controllerName} or see why it does not run, or correct spec.controllerName of GatewayClass ${name}.`,
});
