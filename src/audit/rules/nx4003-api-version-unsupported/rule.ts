import { refTo } from '../../../model/object-ref.ts';
import { findCondition, presentConditions, quote, whyOf } from '../../facts/gateway-conditions.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX4003',
  title: 'Version of the Gateway API that the controller does not support',
  severity: 'warning',
  proof: 'certain',
  subject: 'GatewayClass',
  reads: [],
  causes: [],
  check(gatewayClass) {
    const { metadata, status, spec } = gatewayClass;
    const said = findCondition(presentConditions(status.conditions, metadata), 'SupportedVersion', 'False');
    if (said === undefined) return [];
    return [{ args: { controllerName: spec.controllerName, why: whyOf(said) }, evidence: [quote(refTo('GatewayClass', metadata), said)] }];
  },
  message: ({ controllerName, why }) =>
    `the Gateway API of this cluster has a version that controller ${controllerName} does not support (${why}): it may ignore fields, or all`,
  remedy: ({ controllerName }) =>
    `Install the version of the Gateway API's CRDs that ${controllerName} supports, or one of ${controllerName} that supports these.`,
});
