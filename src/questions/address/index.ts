import type { AddressReport } from '../../model/address-report.ts';
import { indexSnapshot } from '../../model/cluster-index.ts';
import { UsageError } from '../../model/errors.ts';
import type { ReportList } from '../../model/report.ts';
import type { ClusterSnapshot } from '../../model/snapshot.ts';
import { type IpAddress, parseIp } from '../../model/values/ip.ts';
import { type ReadingPlan, restrict, together } from '../reading-plan.ts';
import { addressReadingPlan } from './plan.ts';
import { addressReport } from './report.ts';

/** Which address, or which addresses, in any spelling. */
export type AddressQuery = { readonly address: string } | { readonly addresses: readonly string[] };

/** What telling the owners of addresses reads. Refuses (UsageError) what is no address. */
export function* addressPlan(query: AddressQuery): ReadingPlan {
  yield* together(sought(query).map(({ ip }) => addressReadingPlan(ip)));
}

/**
 * Whose addresses they are, and in what way. One address gives a report, several a ReportList in the order asked, each address once.
 * @throws UsageError for what is no address.
 */
export function address(cluster: ClusterSnapshot, query: AddressQuery): AddressReport | ReportList {
  const whole = indexSnapshot(cluster);
  const items = sought(query).map(({ asked, ip }) => addressReport(asked, ip, restrict(whole, addressReadingPlan(ip))));
  const [first] = items;
  return items.length === 1 && first !== undefined ? first : { apiVersion: 'netexplain/v1', kind: 'ReportList', items };
}

interface Sought {
  /** As it was spelled. */
  readonly asked: string;
  readonly ip: IpAddress;
}

function sought(query: AddressQuery): readonly Sought[] {
  const all = 'address' in query ? [query.address] : query.addresses;
  if (all.length === 0) throw new UsageError('at least one address is required');
  const read = all.map((asked) => ({ asked, ip: readAddress(asked) }));
  return read.filter(({ ip }, index) => read.findIndex((one) => one.ip.text === ip.text) === index);
}

function readAddress(text: string): IpAddress {
  const ip = parseIp(text.trim());
  if (ip !== undefined) return ip;
  const hint = text.includes('/') ? ' (a range: ask for one address of it)' : text.includes('%') ? ' (leave out the zone)' : '';
  throw new UsageError(`invalid IP address "${text}"${hint}`);
}
