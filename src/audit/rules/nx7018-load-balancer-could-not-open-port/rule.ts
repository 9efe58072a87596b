import { refTo } from '../../../model/object-ref.ts';
import { describePort } from '../../../model/values/port.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX7018',
  title: 'Load balancer could not open a port',
  severity: 'error',
  proof: 'certain',
  subject: 'Service',
  reads: [],
  causes: [],
  check({ metadata, status }) {
    return status.loadBalancer.ingress.flatMap(({ ip, hostname, ports = [] }, index) =>
      ports.flatMap(({ port, protocol, error }, at) => {
        if (error === undefined) return [];
        const field = `status.loadBalancer.ingress[${index}].ports[${at}].error`;
        return [
          {
            args: {
              namespace: metadata.namespace ?? '',
              service: metadata.name,
              port: describePort({ port, protocol }),
              address: ip ?? hostname ?? null,
              error,
            },
            evidence: [{ object: refTo('Service', metadata), field, value: error, says: 'the load balancer reports it' }] as const,
          },
        ];
      }),
    );
  },
  message: ({ port, address, error }) => `its load balancer${address === null ? '' : ` ${address}`} could not open port ${port}: ${error}`,
  remedy: ({ namespace, service }) =>
    `See what the controller says of it: kubectl describe service ${service} -n ${namespace}; the port may be taken, or not allowed there.`,
});
