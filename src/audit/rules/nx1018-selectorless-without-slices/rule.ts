import { slicesOf } from '../../../engines/service/index.ts';
import { refTo } from '../../../model/object-ref.ts';
import { SERVICE_NAME_LABEL } from '../../../model/resources/endpoint-slice.ts';
import { hasSelector } from '../../../model/resources/service.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1018',
  title: 'Neither selector nor EndpointSlices',
  severity: 'error',
  proof: 'certain',
  subject: 'Service',
  reads: ['EndpointSlice', 'Endpoints'],
  causes: ['NX7008'],
  causesElsewhere: ['NX1124', 'NX1125', 'NX1127', 'NX1134', 'NX3003', 'NX4025'],
  check(service, cluster) {
    const { metadata, spec } = service;
    if (spec.type === 'ExternalName' || hasSelector(service)) return [];
    const slices = slicesOf(service, cluster);
    if (slices.state !== 'unknown' && slices.items.length > 0) return [];
    if (slices.state !== 'complete') return unjudged(slices.gaps);
    return [
      {
        args: { namespace: metadata.namespace ?? '', service: metadata.name },
        evidence: [
          {
            object: refTo('Service', metadata),
            field: spec.selector === undefined ? 'spec' : 'spec.selector',
            says: 'there is no selector, so the control plane writes no EndpointSlices for it',
          },
        ],
      },
    ];
  },
  message: ({ service }) => `it has no selector, and no EndpointSlice has the label ${SERVICE_NAME_LABEL}=${service}`,
  remedy: ({ namespace, service }) =>
    `Set spec.selector of Service ${namespace}/${service} to the labels of its pods, or write an EndpointSlice with its addresses and the label ${SERVICE_NAME_LABEL}=${service}.`,
});
