import type { AddressConflict, AddressOutcome, AddressOwner, AddressReport } from '../../model/address-report.ts';
import { indexSnapshot } from '../../model/cluster-index.ts';
import type { Gap } from '../../model/listing.ts';
import type { Assumption } from '../../model/report.ts';
import type { ClusterSnapshot } from '../../model/snapshot.ts';
import { type IpAddress, rangeOf } from '../../model/values/ip.ts';
import { coverageOf } from '../coverage.ts';
import { allocationOf } from './allocation.ts';
import { conflictsOf } from './conflicts.ts';
import { assumesServiceRange, decidingGaps, notCheckedOf } from './coverage.ts';
import { isHolder, ownersOf } from './owners.ts';
import { describeSpecial } from './special-ranges.ts';
import { summaryOf } from './summary.ts';

/** Whose one address is, from a snapshot that was narrowed to what telling it reads. `asked` is the address as it was spelled. */
export function addressReport(asked: string, ip: IpAddress, snapshot: ClusterSnapshot): AddressReport {
  const cluster = indexSnapshot(snapshot);
  const owners = ownersOf(ip, cluster);
  const allocation = allocationOf(ip, cluster);
  const conflicts = conflictsOf(owners, allocation);
  const gaps = decidingGaps(ip, cluster);
  const outcome = outcomeOf(ip, owners, conflicts, gaps);
  return {
    apiVersion: 'netexplain/v1',
    kind: 'Address',
    question: { address: asked },
    outcome,
    summary: summaryOf({ ip, outcome, owners, conflicts, allocation, gaps }),
    address: ip.text,
    family: ip.family,
    range: rangeOf(ip.text) ?? 'unicast',
    owners,
    conflicts,
    ...(allocation === undefined ? {} : { allocation }),
    findings: [],
    assumptions: assumptionsOf(outcome, assumesServiceRange(ip, cluster)),
    coverage: coverageOf(snapshot, [], notCheckedOf(ip, cluster)),
  };
}

function outcomeOf(
  ip: IpAddress,
  owners: readonly AddressOwner[],
  conflicts: readonly AddressConflict[],
  gaps: readonly Gap[],
): AddressOutcome {
  if (conflicts.length > 0) return 'conflict';
  if (owners.some(isHolder)) return 'assigned';
  if (owners.length === 0 && describeSpecial(ip) !== undefined) return 'special';
  if (gaps.length > 0) return 'unknown';
  return owners.some((one) => one.role === 'podCIDR' || one.role === 'serviceCIDR') ? 'unassigned' : 'external';
}

function assumptionsOf(outcome: AddressOutcome, serviceRange: boolean): readonly Assumption[] {
  const assumptions: readonly (Assumption | false)[] = [
    outcome === 'external' &&
      serviceRange && { id: 'service-range', says: 'Cluster IPs are private addresses: this server does not show their range' },
    (outcome === 'unassigned' || outcome === 'external') && {
      id: 'unseen-addresses',
      says: 'addresses that the API does not show are not considered: the bridge or tunnel that a network plugin has on each node, more addresses of a node, addresses that move between nodes',
    },
  ];
  return assumptions.filter((one) => one !== false);
}
