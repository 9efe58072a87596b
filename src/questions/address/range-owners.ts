import { type AddressBand, bandOfAddress, clusterIPBands, isServiceCIDRReady, isUsableIn } from '../../engines/ranges/index.ts';
import type { Band, PodCIDROwner, ServiceCIDROwner } from '../../model/address-report.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { refTo } from '../../model/object-ref.ts';
import { isPodFinished } from '../../model/resources/pod.ts';
import type { ServiceCIDR } from '../../model/resources/service-cidr.ts';
import { cidrContains } from '../../model/values/cidr.ts';
import { type IpAddress, sameIp } from '../../model/values/ip.ts';
import { arePodsKnown } from './coverage.ts';

/** The pod CIDRs of nodes in which an address lies. */
export function podCIDROwners(ip: IpAddress, cluster: ClusterIndex): readonly PodCIDROwner[] {
  const assigned = isAssigned(ip, cluster);
  return cluster.known('Node').flatMap(({ metadata, spec }) =>
    spec.podCIDRs.flatMap((cidr, index) =>
      cidrContains(cidr, ip.text)
        ? [
            {
              object: refTo('Node', metadata),
              role: 'podCIDR' as const,
              field: `spec.podCIDRs[${index}]`,
              cidr,
              assigned,
              says: `${cidr}${ASSIGNED[`${assigned}`]}`,
            },
          ]
        : [],
    ),
  );
}

const ASSIGNED = { true: '', false: '; no pod has the address', unknown: '; whether a pod has the address is not known' } as const;

function isAssigned(ip: IpAddress, cluster: ClusterIndex): boolean | 'unknown' {
  const has = cluster.known('Pod').some((pod) => !isPodFinished(pod) && pod.status.podIPs.some((one) => sameIp(one.ip, ip.text)));
  return has || (arePodsKnown(ip, cluster) ? false : 'unknown');
}

/** The ServiceCIDRs in which an address lies, with their bands. */
export function serviceCIDROwners(ip: IpAddress, cluster: ClusterIndex): readonly ServiceCIDROwner[] {
  return cluster
    .known('ServiceCIDR')
    .flatMap((range) =>
      range.spec.cidrs.flatMap((cidr, index) => (cidrContains(cidr, ip.text) ? [serviceCIDROwner(ip, range, cidr, index)] : [])),
    );
}

function serviceCIDROwner(ip: IpAddress, range: ServiceCIDR, cidr: string, index: number): ServiceCIDROwner {
  const bands = clusterIPBands(cidr);
  const band = bandOfAddress(cidr, ip.text);
  const ready = isServiceCIDRReady(range);
  const usable = isUsableIn(cidr, ip.text);
  const staticBand = plainBand(bands?.staticBand ?? null);
  const dynamicBand = plainBand(bands?.dynamicBand ?? null);
  const where = { static: staticBand, dynamic: dynamicBand }[band ?? 'static'];
  const place =
    band === undefined || where === null
      ? 'its first or last address, which no Service gets'
      : `${band} band ${where.first} to ${where.last}, ${band === 'static' ? 'for addresses that people choose' : 'from which the API server chooses'}`;
  return {
    object: refTo('ServiceCIDR', range.metadata),
    role: 'serviceCIDR',
    field: `spec.cidrs[${index}]`,
    cidr,
    ready,
    usable,
    ...(band === undefined ? {} : { band }),
    staticBand,
    dynamicBand,
    says: `${cidr}, ${place}${ready ? '' : '; not ready: it gives out nothing now'}`,
  };
}

/** Without the count, which would not fit into a JSON number. */
function plainBand(band: AddressBand | null): Band | null {
  return band === null ? null : { first: band.first, last: band.last };
}
