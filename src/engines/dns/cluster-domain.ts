import type { Lookup } from '../../model/listing.ts';
import type { ConfigMap } from '../../model/resources/config-map.ts';

/** The cluster's DNS domain, and how it is known. */
export interface ClusterDomain {
  readonly domain: string;
  readonly known: boolean;
  readonly says: string;
}

/** What almost every cluster has, and what is assumed where nothing else is known. */
const DEFAULT_DOMAIN = 'cluster.local';

/**
 * The domain of the cluster's Services: the first zone of the `kubernetes` plugin in CoreDNS's Corefile that is not a reverse zone,
 * else the zones of the server block that it stands in. Where the Corefile is not readable or has no such plugin, `cluster.local`, not
 * known. Source: coredns plugin/kubernetes/setup.go; plugin.OriginsFromArgsOrServerBlock.
 */
export function clusterDomainOf(configMap: Lookup<ConfigMap>): ClusterDomain {
  const assumed = (why: string): ClusterDomain => ({
    domain: DEFAULT_DOMAIN,
    known: false,
    says: `the cluster's DNS domain is ${DEFAULT_DOMAIN} (${why})`,
  });
  if (configMap.state !== 'found') {
    return assumed(`ConfigMap kube-system/coredns ${configMap.state === 'absent' ? 'does not exist' : 'could not be read'}`);
  }
  const zone = kubernetesZones(configMap.item.data['Corefile'] ?? '').find((one) => !one.endsWith('.arpa') && one !== '');
  if (zone === undefined) return assumed('the Corefile names no zone for the kubernetes plugin');
  return { domain: zone, known: true, says: `the Corefile in ConfigMap kube-system/coredns serves ${zone}` };
}

/** The zones of the first `kubernetes` plugin, in the order written, without the last dot and in lower case. */
function kubernetesZones(corefile: string): readonly string[] {
  let depth = 0;
  let keys: readonly string[] = [];
  for (const words of corefile.split('\n').map(tokens)) {
    const opens = words.at(-1) === '{';
    const plain = words.filter((word) => word !== '{' && word !== '}');
    if (depth === 0 && plain.length > 0) keys = plain;
    if (depth === 1 && plain[0] === 'kubernetes') {
      const zones = plain.length > 1 ? plain.slice(1) : keys;
      return zones.map(zoneOfKey);
    }
    depth += (opens ? 1 : 0) - words.filter((word) => word === '}').length;
  }
  return [];
}

/** The words of a line of a Corefile; `#` starts a comment, quotes keep blanks. Source: coredns core/dnsserver, Caddyfile lexer. */
function tokens(line: string): readonly string[] {
  const words = line.match(/"[^"]*"|#.*|[^\s"#]\S*/g) ?? [];
  return words.filter((word) => !word.startsWith('#')).map((word) => word.replaceAll('"', ''));
}

/** `dns://cluster.local.:53,` → `cluster.local`. */
function zoneOfKey(key: string): string {
  return key
    .toLowerCase()
    .replace(/,$/, '')
    .replace(/^[a-z]+:\/\//, '')
    .replace(/:\d+$/, '')
    .replace(/\.$/, '');
}
