import { slicesOf } from '../../../engines/service/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { type Gap, gapsOf, knownItems, type Listing } from '../../../model/listing.ts';
import { describeRef, nameOf, refTo } from '../../../model/object-ref.ts';
import { clusterIPsOf, hasSelector, type Service } from '../../../model/resources/service.ts';
import { cidrContains } from '../../../model/values/cidr.ts';
import { parseIp, rangeOf } from '../../../model/values/ip.ts';
import { byValue } from '../../facts/by-value.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { type ListedEndpoint, listedEndpoints } from '../../facts/listed-endpoints.ts';
import { sliceEvidence } from '../../facts/slice-evidence.ts';
import { defineRule, unjudged } from '../../rule.ts';

/** Multicast that never leaves a link; other multicast is not refused. */
const LINK_LOCAL_MULTICAST = ['224.0.0.0/24', 'ff02::/16'];

export default defineRule({
  code: 'NX1023',
  title: 'Address that cannot be an endpoint',
  severity: 'error',
  proof: 'certain',
  subject: 'Service',
  reads: ['EndpointSlice', 'Endpoints', 'Service'],
  causes: [],
  check(service, cluster) {
    if (service.spec.type === 'ExternalName' || hasSelector(service)) return [];
    const slices = slicesOf(service, cluster);
    const judged = listedEndpoints(knownItems(slices)).map((one) => judgeAddress(one, cluster));
    const gaps = [...gapsOf(slices), ...judged.flatMap((one) => (one.state === 'unknown' ? one.gaps : []))];
    const missing = gaps.length === 0 ? [] : unjudged(gaps);
    const forbidden = judged.filter((one) => one.state === 'forbidden');
    const [first, ...more] = forbidden;
    if (first === undefined) return missing;
    const { namespace = '', name } = service.metadata;
    return [
      {
        args: {
          namespace,
          service: name,
          reasons: enumerate(forbidden.map((one) => `${one.address} is ${one.why}`)),
          clusterIP: forbidden.some((one) => one.clusterIP),
          source: describeRef(first.shown.object),
        },
        evidence: [first.shown, ...more.map((one) => one.shown)],
      },
      ...missing,
    ];
  },
  message: ({ reasons }) => `its endpoints cannot all be reached: ${reasons}`,
  remedy: ({ source, clusterIP }) =>
    clusterIP
      ? `List addresses of pods or machines in ${source}; to stand in for another Service, use type ExternalName with its DNS name.`
      : `List addresses that every node can reach in ${source}.`,
});

type Judged =
  | { readonly state: 'allowed' }
  | { readonly state: 'unknown'; readonly gaps: readonly Gap[] }
  | { readonly state: 'forbidden'; readonly address: string; readonly why: string; readonly clusterIP: boolean; readonly shown: Evidence };

function judgeAddress({ slice, field, address }: ListedEndpoint, cluster: ClusterIndex): Judged {
  const shownAs = (why: string) =>
    sliceEvidence(slice, cluster, { field: `${field}.addresses[0]`, value: address, says: `${address} is ${why}` });
  const special = specialRange(address);
  if (special !== undefined) return { state: 'forbidden', address, why: special, clusterIP: false, shown: shownAs(special) };
  const owners = servicesAt(address, cluster);
  const [owner] = knownItems(owners);
  if (owner !== undefined) {
    const why = `the Cluster IP of Service ${nameOf(owner.metadata)}`;
    const because = [{ object: refTo('Service', owner.metadata), field: 'spec.clusterIPs', value: address, says: 'a virtual address' }];
    return { state: 'forbidden', address, why, clusterIP: true, shown: { ...shownAs(why), because } };
  }
  const gaps = gapsOf(owners);
  return gaps.length === 0 ? { state: 'allowed' } : { state: 'unknown', gaps };
}

/** What makes an address none that nodes could send to. Source: kubernetes pkg/apis/core/validation, ValidateNonSpecialIP (1.36). */
function specialRange(address: string): string | undefined {
  switch (rangeOf(address)) {
    case 'loopback':
      return 'a loopback address';
    case 'linkLocal':
      return 'a link-local address';
    case 'unspecified':
      return 'no address of any machine';
    default:
      return LINK_LOCAL_MULTICAST.some((range) => cidrContains(range, address)) ? 'a link-local multicast address' : undefined;
  }
}

/** The Services that have an address, in any spelling: of all Services where they are known, else of those that have it as their first. */
function servicesAt(address: string, cluster: ClusterIndex): Listing<Service> {
  return servicesByAddress(canonical(address), cluster);
}

const servicesByAddress = byValue('Service', 'spec.clusterIP', (service) => clusterIPsOf(service).map(canonical));

function canonical(address: string): string {
  return parseIp(address)?.text ?? address;
}
