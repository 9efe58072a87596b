import { nameOf, refTo } from '../../../model/object-ref.ts';
import { dialledClusterIP } from '../../facts/dialled-service.ts';
import { canSend, outcomesOf } from '../../facts/flow-ends.ts';
import { defineFlowRule } from '../../flow-rule.ts';

export default defineFlowRule({
  code: 'NX1126',
  title: 'Virtual address does not answer ping',
  severity: 'info',
  proof: 'assumed',
  subject: 'Flow',
  reads: ['Service'],
  causes: [],
  check(flow, cluster) {
    const failed = canSend(flow) && [...outcomesOf(flow)].every((outcome) => outcome === 'refused' || outcome === 'dropped');
    const found = failed ? dialledClusterIP(flow, cluster) : undefined;
    if (found === undefined) return [];
    const object = refTo('Service', found.service.metadata);
    return [{ subject: object, args: { service: nameOf(object), address: flow.dialled?.destination ?? '' }, evidence: [found.shown] }];
  },
  message: ({ service, address }) =>
    `ping ${address} would tell nothing about this failure: the Cluster IP of Service ${service} is no machine's, and does not answer ping even while the Service works`,
  remedy: () => 'Test a Service with a connection to one of its ports, and the pods behind it by their own addresses.',
});
