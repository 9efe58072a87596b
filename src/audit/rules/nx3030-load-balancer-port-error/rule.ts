import { refTo } from '../../../model/object-ref.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX3030',
  title: 'Load balancer of the Ingress reports an error',
  severity: 'error',
  proof: 'certain',
  subject: 'Ingress',
  reads: [],
  causes: [],
  check({ metadata, status }) {
    return status.loadBalancer.ingress.flatMap(({ ip, hostname, ports = [] }, index) =>
      ports.flatMap(({ port, protocol, error }, at) => {
        if (error === undefined) return [];
        const field = `status.loadBalancer.ingress[${index}].ports[${at}].error`;
        const shown = { object: refTo('Ingress', metadata), field, value: error, says: 'what the load balancer says' };
        return [{ args: { address: ip ?? hostname ?? '', port: `${port}/${protocol}`, error }, evidence: [shown] as const }];
      }),
    );
  },
  message: ({ address, port, error }) => `port ${port} of ${address}: the load balancer says ${error}`,
  remedy: () => 'See the log of the controller for this error, and its documents.',
});
