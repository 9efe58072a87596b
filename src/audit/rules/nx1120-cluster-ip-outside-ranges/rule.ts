import { isServiceCIDRReady, serviceCIDRsContainingIP } from '../../../engines/ranges/index.ts';
import { refTo } from '../../../model/object-ref.ts';
import { clusterIPsOf } from '../../../model/resources/service.ts';
import type { ServiceCIDR } from '../../../model/resources/service-cidr.ts';
import { familyOf } from '../../../model/values/ip.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { serviceCIDRsOf } from '../../facts/service-cidrs.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1120',
  title: 'Cluster IP outside every ServiceCIDR',
  severity: 'warning',
  proof: 'certain',
  subject: 'Service',
  reads: ['ServiceCIDR'],
  causes: [],
  check(service, cluster) {
    const addresses = clusterIPsOf(service).filter((ip) => familyOf(ip) !== undefined);
    if (addresses.length === 0) return [];
    const ranges = serviceCIDRsOf(cluster);
    if (ranges.state === 'absent') return [];
    if (ranges.state === 'unknown') return unjudged(ranges.gaps);
    return addresses.flatMap((address) => {
      const holding = serviceCIDRsContainingIP(ranges.item, address);
      if (holding.some(isServiceCIDRReady)) return [];
      const { namespace = '', name } = service.metadata;
      const shown = holding.length > 0 ? holding : ranges.item;
      const says = holding.length > 0 ? 'holds the address, and is not ready' : 'does not hold the address';
      return [
        {
          args: { namespace, service: name, address, closing: holding.length > 0, ranges: enumerate(shown.map(describeRange)) },
          evidence: [
            {
              object: refTo('Service', service.metadata),
              field: `spec.clusterIPs[${service.spec.clusterIPs.indexOf(address)}]`,
              value: address,
              says: 'the Cluster IP',
            },
            ...shown.map(({ metadata }) => ({
              object: refTo('ServiceCIDR', metadata),
              field: 'spec.cidrs',
              says: `ServiceCIDR ${metadata.name} ${says}`,
            })),
          ] as const,
        },
      ];
    });
  },
  message: ({ address, closing, ranges }) =>
    closing
      ? `its Cluster IP ${address} is only in ServiceCIDR ${ranges}, which is not ready: it gives out no addresses while it is being deleted`
      : `its Cluster IP ${address} is in no ServiceCIDR of the cluster: ${ranges}`,
  remedy: ({ namespace, service, closing }) =>
    `Create a ServiceCIDR that holds the address, or create Service ${namespace}/${service} anew without clusterIP${closing ? ', so that the deletion can end' : ''}.`,
});

function describeRange({ metadata, spec }: ServiceCIDR): string {
  return `${metadata.name} (${spec.cidrs.join(', ')})`;
}
