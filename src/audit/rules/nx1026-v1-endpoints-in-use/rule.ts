import { slicesOf } from '../../../engines/service/index.ts';
import { knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { MANAGED_BY_LABEL } from '../../../model/resources/endpoint-slice.ts';
import { hasSelector } from '../../../model/resources/service.ts';
import { writerOf } from '../../facts/slice-writer.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1026',
  title: 'Endpoints are written in the deprecated API',
  severity: 'info',
  proof: 'certain',
  subject: 'Service',
  reads: ['EndpointSlice', 'Endpoints'],
  causes: [],
  check(service, cluster) {
    if (service.spec.type === 'ExternalName' || hasSelector(service)) return [];
    const slices = slicesOf(service, cluster);
    const mirrored = knownItems(slices).find((slice) => writerOf(slice) === 'mirror');
    if (mirrored === undefined) return slices.state === 'complete' ? [] : unjudged(slices.gaps);
    const { namespace = '', name } = service.metadata;
    return [
      {
        args: { namespace, service: name },
        evidence: [
          {
            object: refTo('EndpointSlice', mirrored.metadata),
            field: `metadata.labels["${MANAGED_BY_LABEL}"]`,
            value: mirrored.metadata.labels[MANAGED_BY_LABEL] ?? '',
            says: 'this slice mirrors hand-written v1 Endpoints',
          },
        ] as const,
      },
    ];
  },
  message: ({ namespace, service }) =>
    `its endpoints come from hand-written v1 Endpoints ${namespace}/${service}, an API that is deprecated since Kubernetes 1.33`,
  remedy: ({ namespace, service }) =>
    `Write an EndpointSlice with the label kubernetes.io/service-name=${service} in namespace ${namespace} in its place, and delete the Endpoints.`,
});
