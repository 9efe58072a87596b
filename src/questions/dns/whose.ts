import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { DnsMeaning } from '../../model/dns-report.ts';
import { describeRef, refTo } from '../../model/object-ref.ts';
import { clusterIPsOf } from '../../model/resources/service.ts';
import { parseIp, sameIp } from '../../model/values/ip.ts';

/** So many answers are told whose they are. */
const TOLD = 10;

/** Whose the addresses of an answer are, by what was read for it: Services by their Cluster IP, pods by the slices that name them. */
export function whose(data: readonly string[], cluster: ClusterIndex): readonly DnsMeaning[] {
  return [...new Set(data)].slice(0, TOLD).flatMap((one) => (parseIp(one) === undefined ? [] : [meaningOf(one, cluster)]));
}

function meaningOf(address: string, cluster: ClusterIndex): DnsMeaning {
  const service = cluster.known('Service').find((one) => clusterIPsOf(one).some((ip) => sameIp(ip, address)));
  if (service !== undefined) {
    const object = refTo('Service', service.metadata);
    return {
      data: address,
      object,
      says: `the Cluster IP of ${describeRef(object)}: kubectl netexplain svc/${object.name} -n ${object.namespace}`,
    };
  }
  for (const slice of cluster.known('EndpointSlice')) {
    const endpoint = slice.endpoints.find((one) => one.addresses.some((ip) => sameIp(ip, address)));
    const ref = endpoint?.targetRef;
    if (ref?.kind === 'Pod') {
      const object = { kind: 'Pod', namespace: ref.namespace ?? slice.metadata.namespace ?? '', name: ref.name } as const;
      return { data: address, object, says: `${describeRef(object)}${endpoint?.nodeName === undefined ? '' : ` on ${endpoint.nodeName}`}` };
    }
  }
  return { data: address, says: `whose it is: kubectl netexplain ip ${address}` };
}
