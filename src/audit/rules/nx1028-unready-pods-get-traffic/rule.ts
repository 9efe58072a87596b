import { slicesOf } from '../../../engines/service/index.ts';
import { knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { listedEndpoints, shareOfEndpoints } from '../../facts/listed-endpoints.ts';
import { sliceEvidence } from '../../facts/slice-evidence.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1028',
  title: 'Pods that are not ready get traffic',
  severity: 'info',
  proof: 'certain',
  subject: 'Service',
  reads: ['EndpointSlice', 'Endpoints'],
  causes: [],
  check(service, cluster) {
    const { metadata, spec } = service;
    if (spec.type === 'ExternalName' || !spec.publishNotReadyAddresses) return [];
    const slices = slicesOf(service, cluster);
    const missing = slices.state === 'complete' ? [] : unjudged(slices.gaps);
    const endpoints = listedEndpoints(knownItems(slices));
    const unready = endpoints.filter(({ endpoint: { conditions } }) => conditions.ready !== false && conditions.serving === false);
    if (unready.length === 0) return missing;
    const publishes = {
      object: refTo('Service', metadata),
      field: 'spec.publishNotReadyAddresses',
      value: true,
      says: 'its endpoints count as ready whether their pods are or not',
    };
    const shown = unready.map(({ slice, field, address }) =>
      sliceEvidence(slice, cluster, { field: `${field}.conditions.serving`, value: false, says: `the pod at ${address} is not ready` }),
    );
    const { namespace = '', name } = metadata;
    const addresses = enumerate(unready.map((one) => one.address));
    return [
      {
        args: { namespace, service: name, unready: unready.length, total: endpoints.length, addresses },
        evidence: [publishes, ...shown],
      },
      ...missing,
    ];
  },
  message: ({ unready, total, addresses }) =>
    `${shareOfEndpoints(unready, total)} not ready and used all the same (publishNotReadyAddresses): ${addresses}`,
  remedy: ({ namespace, service }) =>
    `If clients should be sent only to pods that are ready, set spec.publishNotReadyAddresses of Service ${namespace}/${service} to false.`,
});
