import { refTo } from '../../../model/object-ref.ts';
import { describePort } from '../../../model/values/port.ts';
import { isPublicCandidate } from '../../../model/values/public-address.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { restrictsClients } from '../../facts/load-balancer.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX7019',
  title: 'Load balancer open to the world',
  severity: 'warning',
  proof: 'likely',
  subject: 'Service',
  reads: [],
  causes: [],
  check(service) {
    const { metadata, spec, status } = service;
    if (spec.type !== 'LoadBalancer' || restrictsClients(service)) return [];
    const object = refTo('Service', metadata);
    const [first, ...more] = status.loadBalancer.ingress.flatMap(({ ip = '' }, index) =>
      isPublicCandidate(ip)
        ? [{ object, field: `status.loadBalancer.ingress[${index}].ip`, value: ip, says: 'an address outside the private ranges' }]
        : [],
    );
    if (first === undefined) return [];
    const ranges =
      spec.loadBalancerSourceRanges.length === 0
        ? { object, field: 'spec', says: 'no loadBalancerSourceRanges' }
        : { object, field: 'spec.loadBalancerSourceRanges', says: `${spec.loadBalancerSourceRanges.join(', ')} hold every address` };
    return [
      {
        args: {
          namespace: metadata.namespace ?? '',
          service: metadata.name,
          address: [first, ...more].map(({ value }) => value).join(', '),
          ports: enumerate(
            spec.ports.map(({ port, protocol }) => describePort({ port, protocol })),
            spec.ports.length,
          ),
        },
        evidence: [first, ...more, ranges] as const,
      },
    ];
  },
  message: ({ address, ports }) =>
    `its load balancer takes anybody at ${address}, port ${ports}: a candidate for a public address, and nothing that the API shows restricts the clients`,
  remedy: ({ namespace, service }) =>
    `If not everybody is meant, name the clients in spec.loadBalancerSourceRanges of Service ${namespace}/${service}, or ask for an internal load balancer.`,
});
