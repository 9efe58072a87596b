import { refTo } from '../../../model/object-ref.ts';
import { describePort } from '../../../model/values/port.ts';
import { isProxied } from '../../facts/opened-ports.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX7025',
  title: 'externalIPs in use',
  severity: 'info',
  proof: 'certain',
  subject: 'Service',
  reads: [],
  auditOnly: true,
  causes: [],
  check(service) {
    const { metadata, spec } = service;
    if (!isProxied(service)) return [];
    return spec.externalIPs.map((address, index) => ({
      args: {
        namespace: metadata.namespace ?? '',
        service: metadata.name,
        address,
        ports: spec.ports.map(({ port, protocol }) => describePort({ port, protocol })).join(', '),
      },
      evidence: [
        {
          object: refTo('Service', metadata),
          field: `spec.externalIPs[${index}]`,
          value: address,
          says: 'every node sends this address to the Service',
        },
      ] as const,
    }));
  },
  message: ({ address, ports }) =>
    `every node sends what goes to ${address}, port ${ports}, to this Service, whoever the address belongs to; the field is deprecated since Kubernetes 1.36`,
  remedy: ({ namespace, service }) =>
    `Expose Service ${namespace}/${service} with a load balancer (MetalLB and others take a fixed address) or the Gateway API, and forbid the field with admission plugin DenyServiceExternalIPs.`,
});
