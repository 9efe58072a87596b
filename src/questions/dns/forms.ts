import { clusterServiceOf } from '../../engines/dns/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { DnsSuggestion } from '../../model/dns-report.ts';
import { isHeadless } from '../../model/resources/service.ts';
import type { LookedUp } from './report.ts';

/** Every name by which the Service that was found can be reached, and from where. */
export function formsOf({ search, kubelet }: LookedUp, cluster: ClusterIndex): readonly DnsSuggestion[] {
  const found = search.endings[0].by?.name;
  const named = found === undefined || found === null ? undefined : clusterServiceOf(found, cluster);
  const service = named === undefined ? undefined : cluster.get('Service', named.name, named.namespace);
  if (named === undefined || service?.state !== 'found') return [];
  const { name, namespace } = named;
  const domain = kubelet.clusterDomain;
  const full = `${name}.${namespace}.svc.${domain}`;
  const ports = service.item.spec.ports.filter((port) => port.name !== '');
  return [
    { name, says: `from pods of namespace ${namespace}` },
    { name: `${name}.${namespace}`, says: 'from pods of every namespace' },
    { name: `${name}.${namespace}.svc`, says: 'from pods of every namespace' },
    { name: full, says: 'from pods of every namespace' },
    { name: `${full}.`, says: 'the same, asked for once: the search list does not count' },
    ...ports.map((port) => ({
      name: `_${port.name}._${port.protocol.toLowerCase()}.${full}`,
      says: `SRV: port ${port.port} and the names that have it`,
    })),
    ...(isHeadless(service.item)
      ? [{ name: `POD.${full}`, says: "each ready pod that has hostname and subdomain set (as a StatefulSet's have)" }]
      : []),
  ];
}
