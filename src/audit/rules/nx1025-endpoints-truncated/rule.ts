import { slicesOf } from '../../../engines/service/index.ts';
import { refTo } from '../../../model/object-ref.ts';
import { ENDPOINTS_CAPACITY, exceedsEndpoints } from '../../facts/endpoints-capacity.ts';
import { defineRule, unjudged } from '../../rule.ts';

/** `truncated` where addresses were left out; 1.21 only warned. Source: kubernetes staging/src/k8s.io/api/core/v1/annotation_key_constants.go, EndpointsOverCapacity (1.36). */
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';

export default defineRule({
  code: 'NX1025',
  title: 'v1 Endpoints are cut short',
  severity: 'info',
  proof: 'certain',
  subject: 'Service',
  reads: ['EndpointSlice', 'Endpoints'],
  causes: [],
  check(service, cluster) {
    if (service.spec.type === 'ExternalName') return [];
    const slices = slicesOf(service, cluster);
    if (!exceedsEndpoints(slices)) return slices.state === 'complete' ? [] : unjudged(slices.gaps);
    const { namespace = '', name } = service.metadata;
    const endpoints = cluster.get('Endpoints', name, namespace);
    if (endpoints.state === 'unknown') return unjudged(endpoints.gaps);
    const value = endpoints.state === 'found' ? endpoints.item.metadata.annotations[OVER_CAPACITY] : undefined;
    if (value !== 'truncated') return [];
    return [
      {
        args: { namespace, service: name },
        evidence: [
          {
            object: refTo('Endpoints', { namespace, name }),
            field: `metadata.annotations["${OVER_CAPACITY}"]`,
            value,
            says: 'the control plane has left addresses out',
          },
        ] as const,
      },
    ];
  },
  message: () =>
    `its v1 Endpoints hold only ${ENDPOINTS_CAPACITY} of its addresses: kube-proxy reads EndpointSlices and is not affected, programs that read Endpoints are`,
  remedy: ({ namespace, service }) => `Let programs that look for the pods of Service ${namespace}/${service} read EndpointSlices.`,
});
