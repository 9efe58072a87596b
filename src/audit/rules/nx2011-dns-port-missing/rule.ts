import { refTo } from '../../../model/object-ref.ts';
import { DNS_PORT, isDnsService } from '../../facts/cluster-dns.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX2011',
  title: 'DNS of the cluster lacks a port',
  severity: 'error',
  proof: 'certain',
  subject: 'Service',
  reads: [],
  causes: [],
  check(service) {
    const { metadata, spec } = service;
    if (!isDnsService(service) || spec.type === 'ExternalName') return [];
    const object = refTo('Service', metadata);
    const says = spec.ports.map(({ port, protocol }) => `${port}/${protocol}`).join(', ');
    return (['UDP', 'TCP'] as const)
      .filter((wanted) => !spec.ports.some(({ port, protocol }) => port === DNS_PORT && protocol === wanted))
      .map((protocol) => ({
        args: { namespace: metadata.namespace ?? '', service: metadata.name, protocol },
        evidence: [{ object, field: 'spec.ports', says: says === '' ? 'no port' : says }] as const,
      }));
  },
  message: ({ protocol }) =>
    protocol === 'UDP'
      ? 'it is the DNS of the cluster and has no port 53/UDP: pods that ask it for a name get no answer'
      : 'it is the DNS of the cluster and has no port 53/TCP: answers that do not fit into one UDP packet cannot be had',
  remedy: ({ namespace, service, protocol }) => `Add port 53 with protocol ${protocol} to Service ${namespace}/${service}.`,
});
