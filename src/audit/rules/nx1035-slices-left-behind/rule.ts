import { slicesOf } from '../../../engines/service/index.ts';
import { knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { MANAGED_BY_LABEL } from '../../../model/resources/endpoint-slice.ts';
import { hasSelector } from '../../../model/resources/service.ts';
import { counted, enumerate } from '../../facts/enumerate.ts';
import { listedEndpoints } from '../../facts/listed-endpoints.ts';
import { writerOf } from '../../facts/slice-writer.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1035',
  title: 'EndpointSlices that nobody keeps up any more',
  severity: 'warning',
  proof: 'certain',
  subject: 'Service',
  reads: ['EndpointSlice', 'Endpoints'],
  causes: ['NX1013', 'NX1014', 'NX1021'],
  check(service, cluster) {
    const { metadata, spec } = service;
    if (spec.type === 'ExternalName' || hasSelector(service)) return [];
    const slices = slicesOf(service, cluster);
    const left = knownItems(slices).filter((slice) => writerOf(slice) === 'selector' && slice.endpoints.length > 0);
    const [first, ...more] = left;
    if (first === undefined) return slices.state === 'complete' ? [] : unjudged(slices.gaps);
    const shown = (slice: typeof first) => ({
      object: refTo('EndpointSlice', slice.metadata),
      field: `metadata.labels["${MANAGED_BY_LABEL}"]`,
      value: slice.metadata.labels[MANAGED_BY_LABEL] ?? '',
      says: 'written by the control plane for a selector that the Service no longer has',
    });
    return [
      {
        args: {
          namespace: metadata.namespace ?? '',
          service: metadata.name,
          slices: enumerate(left.map((slice) => slice.metadata.name)),
          count: listedEndpoints(left).length,
          example: first.metadata.name,
        },
        evidence: [shown(first), ...more.map(shown)] as const,
      },
    ];
  },
  message: ({ slices, count }) =>
    `it has no selector any more, but still ${counted(Number(count), 'endpoint')} from when it had one (${slices}): nobody keeps that up, and as pods go, traffic goes nowhere`,
  remedy: ({ namespace, service, example }) =>
    `Give Service ${namespace}/${service} its selector back; or write its endpoints by hand, and delete the old ones: kubectl delete endpointslice ${example} -n ${namespace}.`,
});
