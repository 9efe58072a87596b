import { DNS_SERVICE_SCOPE } from '../../engines/dns/index.ts';
import { endpointsOfPort, isUsable, slicesOf } from '../../engines/service/index.ts';
import { type Gap, gapsOf } from '../../model/listing.ts';
import { nameOf } from '../../model/object-ref.ts';
import type { Pod } from '../../model/resources/pod.ts';
import { clusterIPsOf } from '../../model/resources/service.ts';
import type { Protocol } from '../../model/values/port.ts';
import { perCluster } from './by-value.ts';
import { clusterDns, DNS_PORT, isDnsService } from './cluster-dns.ts';

/** A pod that answers for names, with the port on which it receives what was sent to port 53 of the DNS Service. */
export interface DnsServer {
  readonly pod: Pod;
  readonly port: number;
  readonly protocol: Protocol;
  /** The Cluster IP that is dialled. */
  readonly dialled: string;
}

/** The pods behind the cluster's DNS Service, as far as they are ready; or what was missing to know all of them. */
export type DnsServers =
  | { readonly state: 'known'; readonly servers: readonly DnsServer[] }
  | { readonly state: 'unknown'; readonly gaps: readonly Gap[] };

/** The servers of names, worked out once; none where a cache on each node answers in their place, which policies of pods commonly do not see. */
export const dnsServers = perCluster((cluster): DnsServers => {
  const services = cluster.list('Service', DNS_SERVICE_SCOPE);
  const [service] = services.state === 'unknown' ? [] : services.items.filter(isDnsService);
  if (service === undefined) return services.state === 'complete' ? NONE : { state: 'unknown', gaps: gapsOf(services) };
  if ((clusterDns(cluster).nameserver.cache ?? []).length > 0) return NONE;
  const slices = slicesOf(service, cluster);
  if (slices.state !== 'complete') return { state: 'unknown', gaps: gapsOf(slices) };
  const [dialled] = clusterIPsOf(service);
  if (dialled === undefined) return NONE;
  const gaps: Gap[] = [];
  const servers = service.spec.ports
    .filter(({ port }) => port === DNS_PORT)
    .flatMap((port) =>
      endpointsOfPort(slices.items, port)
        .filter(isUsable)
        .map((found) => ({ ...found, protocol: port.protocol })),
    )
    .flatMap(({ endpoint: { targetRef }, port, protocol }): readonly DnsServer[] => {
      if (targetRef?.kind !== 'Pod') return [];
      const found = cluster.get('Pod', targetRef.name, targetRef.namespace ?? service.metadata.namespace ?? '');
      if (found.state === 'unknown') gaps.push(...found.gaps);
      return found.state === 'found' ? [{ pod: found.item, port, protocol, dialled }] : [];
    });
  return gaps.length > 0
    ? { state: 'unknown', gaps }
    : { state: 'known', servers: [...new Map(servers.map((one) => [keyOf(one), one])).values()] };
});

const NONE: DnsServers = { state: 'known', servers: [] };

function keyOf({ pod, port, protocol }: DnsServer): string {
  return `${nameOf(pod.metadata)} ${port}/${protocol}`;
}
