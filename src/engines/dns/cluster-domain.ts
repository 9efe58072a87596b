import type { Lookup } from '../../model/listing.ts';
import type { ConfigMap } from '../../model/resources/config-map.ts';
import { parseCorefile } from './coredns/corefile.ts';
import { kubernetesSettings } from './coredns/plugin-settings.ts';

/** The cluster's DNS domain, and how it is known. */
export interface ClusterDomain {
  readonly domain: string;
  readonly known: boolean;
  readonly says: string;
}

/** What almost every cluster has, and what is assumed where nothing else is known. */
const DEFAULT_DOMAIN = 'cluster.local';

/**
 * The domain of the cluster's Services: the first zone of a `kubernetes` plugin in CoreDNS's Corefile that is not a reverse zone; a plugin
 * that names no zone has those of the server block that it stands in. Where the Corefile is not readable or has no such plugin (it may be
 * imported, or take its zone from the environment), `cluster.local`, not known.
 * Source: coredns plugin/kubernetes/setup.go.
 */
export function clusterDomainOf(configMap: Lookup<ConfigMap>): ClusterDomain {
  const assumed = (why: string): ClusterDomain => ({
    domain: DEFAULT_DOMAIN,
    known: false,
    says: `the cluster's DNS domain is ${DEFAULT_DOMAIN} (${why})`,
  });
  if (configMap.state === 'unknown') return assumed('ConfigMap kube-system/coredns could not be read');
  if (configMap.state === 'absent') return assumed('ConfigMap kube-system/coredns does not exist');
  const zone = kubernetesZones(configMap.item.data['Corefile'] ?? '').find(isForwardZone);
  if (zone === undefined) return assumed('the Corefile names no zone for the kubernetes plugin');
  const domain = zone.replace(/\.$/, '');
  return { domain, known: true, says: `the Corefile in ConfigMap kube-system/coredns serves ${domain}` };
}

/** The zones of every `kubernetes` plugin, in the order written. */
function kubernetesZones(corefile: string): readonly string[] {
  return parseCorefile(corefile).servers.flatMap((server) =>
    server.plugins.filter(({ name }) => name === 'kubernetes').flatMap((plugin) => kubernetesSettings(plugin, server).zones),
  );
}

/** Whether it is a domain name, and not one for reverse look-ups. */
function isForwardZone(zone: string): boolean {
  return /^([\w-]+\.)+$/.test(zone) && !zone.endsWith('.arpa.');
}
