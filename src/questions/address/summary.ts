import { firstUsableAddress } from '../../engines/ranges/index.ts';
import type { AddressAllocation, AddressConflict, AddressOutcome, AddressOwner } from '../../model/address-report.ts';
import { KINDS } from '../../model/kind.ts';
import type { Gap } from '../../model/listing.ts';
import { describeRef } from '../../model/object-ref.ts';
import type { IpAddress } from '../../model/values/ip.ts';
import { isHolder } from './owners.ts';
import { describeSpecial, withRange } from './special-ranges.ts';

/** So many owners of one role are spelled out. */
const SPELLED_OUT = 3;

/** The verdict in one line. */
export function summaryOf(input: {
  readonly ip: IpAddress;
  readonly outcome: AddressOutcome;
  readonly owners: readonly AddressOwner[];
  readonly conflicts: readonly AddressConflict[];
  readonly allocation: AddressAllocation | undefined;
  readonly gaps: readonly Gap[];
}): string {
  const { ip, outcome, owners, conflicts, allocation, gaps } = input;
  switch (outcome) {
    case 'assigned':
      return `${ip.text} is ${assignedTo(owners)}.`;
    case 'conflict':
      return `${ip.text} is in conflict: ${conflicts[0]?.says ?? ''}${conflicts.length > 1 ? ` (and ${conflicts.length - 1} more)` : ''}.`;
    case 'unassigned':
      return `${ip.text} is nobody's: it lies in ${rangesOf(owners)}, and nothing has it.${formerly(owners)}${keptFor(allocation)}${bridgeHint(ip, owners)}${sentTo(owners)}`;
    case 'external':
      return `${withRange(ip)} is outside the cluster: no node, pod or Service has it, and it lies in none of the cluster's ranges.${sentTo(owners)}`;
    case 'special':
      return `${ip.text} is ${describeSpecial(ip) ?? 'special'}.`;
    case 'unknown':
      return `Whose address ${withRange(ip)} is, is not known: ${kindsOf(gaps)} could not be read.${sentTo(owners)}`;
  }
}

/** What has it, each role once: `the InternalIP of node1, which 4 pods with hostNetwork share`. */
function assignedTo(owners: readonly AddressOwner[]): string {
  const holders = owners.filter(isHolder);
  const shared = holders.filter((one) => one.role === 'pod' && one.hostNetwork);
  const others = holders.filter((one) => !shared.includes(one));
  if (others.length === 0) return `the node's address of ${listed(shared)} (hostNetwork)`;
  const also = shared.length === 0 ? '' : `, which ${shared.length} ${shared.length === 1 ? 'pod shares' : 'pods share'} (hostNetwork)`;
  return `${[...new Set(others.map(inWords))].join(' and ')}${also}${servedBy(owners)}`;
}

function inWords(owner: AddressOwner): string {
  const named = describeRef(owner.object);
  switch (owner.role) {
    case 'node':
      return `the ${owner.type} of ${named}`;
    case 'pod':
      return `the address of ${named}${owner.node === undefined ? '' : ` on node ${owner.node}`}`;
    case 'clusterIP':
      return `the Cluster IP of ${named}`;
    case 'loadBalancer':
      return `the load balancer address of ${named}`;
    default:
      return `an ${owner.role} of ${named}`;
  }
}

/** For an address of a pod: the Services that send to it. */
function servedBy(owners: readonly AddressOwner[]): string {
  const services = servicesOf(owners.filter((one) => one.role !== 'endpoint' || one.stale !== true));
  return services === '' || !owners.some((one) => one.role === 'pod' && !one.hostNetwork) ? '' : `, an endpoint of ${services}`;
}

/** For an address that nobody has: who sends to it all the same. */
function sentTo(owners: readonly AddressOwner[]): string {
  const services = servicesOf(owners);
  const stale = owners.some((one) => one.role === 'endpoint' && one.stale === true);
  return services === '' ? '' : ` ${services} ${stale ? 'still sends' : 'sends'} traffic to it.`;
}

/** Pods that have ended keep the address in their status. */
function formerly(owners: readonly AddressOwner[]): string {
  const ended = owners.filter((one) => one.role === 'pod' && !one.live);
  return ended.length === 0 ? '' : ` ${listed(ended)} had it, and has ended.`;
}

/** An IPAddress object keeps a Cluster IP from being given to anybody else. */
function keptFor(allocation: AddressAllocation | undefined): string {
  return allocation === undefined ? '' : ` ${describeRef(allocation.object)} is ${allocation.says}.`;
}

/** For the first address of a pod CIDR, which people see in their logs. */
function bridgeHint(ip: IpAddress, owners: readonly AddressOwner[]): string {
  const first = owners.some((one) => one.role === 'podCIDR' && firstUsableAddress(one.cidr) === ip.text);
  return first
    ? " Network plugins often give this one to the node's own bridge, so that pods see it as the source of masqueraded packets."
    : '';
}

function servicesOf(owners: readonly AddressOwner[]): string {
  const names = owners.flatMap((one) =>
    one.role === 'endpoint' && one.service !== undefined ? [`Service ${one.object.namespace}/${one.service}`] : [],
  );
  return several([...new Set(names)]);
}

function rangesOf(owners: readonly AddressOwner[]): string {
  const ranges = owners.flatMap((one) => {
    if (one.role === 'podCIDR') return [`pod CIDR ${one.cidr} of node ${one.object.name}`];
    return one.role === 'serviceCIDR' ? [`ServiceCIDR ${one.object.name} (${one.cidr})`] : [];
  });
  return several(ranges);
}

function kindsOf(gaps: readonly Gap[]): string {
  return [...new Set(gaps.map(({ kind }) => KINDS[kind].plural))].join(', ');
}

function listed(owners: readonly AddressOwner[]): string {
  return several(owners.map(({ object }) => describeRef(object)));
}

function several(names: readonly string[]): string {
  const more = names.length - SPELLED_OUT;
  return `${names.slice(0, SPELLED_OUT).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
