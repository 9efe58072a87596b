import { serviceCIDRsContainingIP } from '../../../engines/ranges/index.ts';
import { refTo } from '../../../model/object-ref.ts';
import { cidrContains, parseCidr } from '../../../model/values/cidr.ts';
import { rulesOf } from '../../facts/policies.ts';
import { serviceCIDRsOf } from '../../facts/service-cidrs.ts';
import { defineRule, type Hit, type Unjudged, unjudged } from '../../rule.ts';

interface BlockArgs extends Readonly<Record<string, string>> {
  readonly namespace: string;
  readonly name: string;
  readonly cidr: string;
  readonly range: string;
}

export default defineRule({
  code: 'NX5015',
  title: 'ipBlock of Cluster IPs',
  severity: 'warning',
  proof: 'likely',
  subject: 'NetworkPolicy',
  reads: ['ServiceCIDR'],
  causes: [],
  check(policy, cluster) {
    const { namespace = '', name } = policy.metadata;
    const blocks = rulesOf(policy).flatMap(({ peers }) =>
      peers.flatMap(({ cidr, field }) => (cidr === undefined ? [] : [{ cidr, field }])),
    );
    return blocks.flatMap(({ cidr, field }): readonly (Hit<BlockArgs> | Unjudged)[] => {
      const range = parseCidr(cidr);
      if (range === undefined) return [];
      const ranges = serviceCIDRsOf(cluster);
      if (ranges.state === 'absent') return [];
      if (ranges.state === 'unknown') return unjudged(ranges.gaps);
      const [holding] = serviceCIDRsContainingIP(ranges.item, range.network);
      const around = holding?.spec.cidrs.find((one) => cidrContains(one, range.network) && (parseCidr(one)?.prefix ?? 0) <= range.prefix);
      if (holding === undefined || around === undefined) return [];
      const evidence = [
        { object: refTo('NetworkPolicy', policy.metadata), field: `${field}.ipBlock.cidr`, value: cidr, says: 'Cluster IPs' },
        { object: refTo('ServiceCIDR', holding.metadata), field: 'spec.cidrs', value: around, says: 'holds it' },
      ] as const;
      return [{ args: { namespace, name, cidr, range: around }, evidence }];
    });
  },
  message: ({ cidr, range }) =>
    `ipBlock ${cidr} is in the range of Cluster IPs (${range}): policies commonly see the address of the pod behind, so that it matches nothing`,
  remedy: ({ namespace, name }) => `Name the pods behind the Service by selectors in NetworkPolicy ${namespace}/${name}.`,
});
