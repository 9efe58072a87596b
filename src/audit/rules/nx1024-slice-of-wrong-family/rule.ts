import { slicesOf } from '../../../engines/service/index.ts';
import { knownItems } from '../../../model/listing.ts';
import { describeRef, refTo } from '../../../model/object-ref.ts';
import { isHeadless } from '../../../model/resources/service.ts';
import { counted, enumerate } from '../../facts/enumerate.ts';
import { sliceEvidence } from '../../facts/slice-evidence.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1024',
  title: 'EndpointSlice of a family that the Service does not have',
  severity: 'warning',
  proof: 'certain',
  subject: 'Service',
  reads: ['EndpointSlice', 'Endpoints'],
  causes: [],
  check(service, cluster) {
    const { metadata, spec } = service;
    if (spec.type === 'ExternalName' || isHeadless(service)) return [];
    const slices = slicesOf(service, cluster);
    const hits = knownItems(slices)
      .filter(({ addressType }) => addressType === 'FQDN' || (spec.ipFamilies.length > 0 && !spec.ipFamilies.includes(addressType)))
      .filter(({ endpoints }) => endpoints.length > 0)
      .map((slice) => {
        const { addressType, endpoints } = slice;
        const shown = sliceEvidence(slice, cluster, { field: 'addressType', value: addressType, says: `its endpoints are ${addressType}` });
        const families = enumerate(spec.ipFamilies);
        const has = { object: refTo('Service', metadata), field: 'spec.ipFamilies', value: families, says: 'the families of the Service' };
        const { namespace = '', name } = metadata;
        return {
          args: { namespace, service: name, source: describeRef(shown.object), addressType, families, endpoints: endpoints.length },
          evidence: [shown, has] as const,
        };
      });
    return slices.state === 'complete' ? hits : [...hits, ...unjudged(slices.gaps)];
  },
  message: ({ source, addressType, families, endpoints }) => {
    const ignored = `kube-proxy ignores the ${counted(endpoints, 'endpoint')} of ${source}`;
    return addressType === 'FQDN'
      ? `${ignored}, because they are names (addressType FQDN)`
      : `${ignored}, because its addressType is ${addressType} and the Service has ${families} only`;
  },
  remedy: ({ namespace, service, source, addressType, families }) =>
    addressType === 'FQDN'
      ? `List IP addresses in ${source}, or make Service ${namespace}/${service} an ExternalName.`
      : `List ${families} addresses instead, or give Service ${namespace}/${service} the other family too (spec.ipFamilyPolicy: PreferDualStack).`,
});
