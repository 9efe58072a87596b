import { refTo } from '../../../model/object-ref.ts';
import { SERVICE_NAME_LABEL } from '../../../model/resources/endpoint-slice.ts';
import { parseIp } from '../../../model/values/ip.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  code: 'NX1112',
  title: 'ExternalName is an IP address',
  severity: 'error',
  proof: 'certain',
  subject: 'Service',
  reads: [],
  causes: [],
  check({ metadata, spec }) {
    const target = spec.externalName ?? '';
    const address = parseIp(target.replace(/\.$/, ''));
    if (spec.type !== 'ExternalName' || address === undefined) return [];
    return [
      {
        args: { namespace: metadata.namespace ?? '', service: metadata.name, address: address.text },
        evidence: [
          {
            object: refTo('Service', metadata),
            field: 'spec.externalName',
            value: target,
            says: 'an alias leads to a name, never to an address',
          },
        ],
      },
    ];
  },
  message: ({ address }) => `externalName is the IP address ${address}, and an alias of an address does not resolve`,
  remedy: ({ namespace, service, address }) =>
    `Make Service ${namespace}/${service} one of type ClusterIP without selector, and write an EndpointSlice with the address ${address} and the label ${SERVICE_NAME_LABEL}=${service}.`,
});
