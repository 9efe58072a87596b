import type { ClusterIndex } from '../../model/cluster-index.ts';
import { knownItems, type Need } from '../../model/listing.ts';
import type { IpAddress } from '../../model/values/ip.ts';
import type { ReadingPlan } from '../reading-plan.ts';
import { endpointsAt } from './endpoint-owners.ts';
import { isHeld } from './owners.ts';
import { isClusterIP, mayBeSecondAddress, nodesOfSecondAddress } from './where-to-look.ts';

/** Up to so many pods that endpoints name are looked up. */
const PODS_LOOKED_UP = 50;

/**
 * What telling the owner of an address reads. The API selects pods by their first address alone; Services, Nodes and ServiceCIDRs it
 * cannot select by address, so that these are listed whole, and in turn show conflicts. EndpointSlices, the longest list, stay unread
 * for a Cluster IP. All pods are listed only for an address that nothing else has and that could be a pod's second one.
 */
export function* addressReadingPlan(ip: IpAddress): ReadingPlan {
  let cluster = yield [
    { kind: 'Pod', fields: { 'status.podIP': ip.text } },
    { kind: 'Service' },
    { kind: 'Node' },
    { kind: 'ServiceCIDR' },
    { kind: 'IPAddress', name: ip.text },
  ];
  cluster = yield [
    ...(isClusterIP(ip, cluster) ? [] : [{ kind: 'EndpointSlice' } as const, { kind: 'Ingress' } as const, { kind: 'Gateway' } as const]),
    ...nodesOfSecondAddress(ip, cluster).map(({ metadata }) => ({ kind: 'Pod' as const, fields: { 'spec.nodeName': metadata.name } })),
  ];
  cluster = yield endpointPods(ip, cluster);
  if (!isHeld(ip, cluster) && mayBeSecondAddress(ip, cluster)) yield [{ kind: 'Pod' }];
}

/** The pods that endpoints with the address name: whether they still have it. */
function endpointPods(ip: IpAddress, cluster: ClusterIndex): readonly Need[] {
  const slices = cluster.list('EndpointSlice');
  const named = endpointsAt(ip, knownItems(slices)).flatMap(({ pod }) => (pod === undefined ? [] : [{ kind: 'Pod' as const, ...pod }]));
  return named.filter(({ name, namespace }) => cluster.get('Pod', name, namespace).state !== 'found').slice(0, PODS_LOOKED_UP);
}
