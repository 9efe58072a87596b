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
 * The domain of the cluster's Services: the first zone of a `kubernetes` plugin in CoreDNS's Corefile that is not a reverse zone; a plugin
 * that names no zone has those of the server block that it stands in. Where the Corefile is not readable or has no such plugin (it may be
 * imported, or take its zone from the environment), `cluster.local`, not known.
 * Source: coredns plugin/kubernetes/setup.go; plugin/normalize.go, OriginsFromArgsOrServerBlock.
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
  return { domain: zone, known: true, says: `the Corefile in ConfigMap kube-system/coredns serves ${zone}` };
}

/** The zones of every `kubernetes` plugin, in the order written. */
function kubernetesZones(corefile: string): readonly string[] {
  const zones: string[] = [];
  let keys: string[] = [];
  let depth = 0;
  for (const words of lines(corefile)) {
    const [first, ...rest] = words.filter((word) => word !== '{' && word !== '}');
    if (depth === 0 && first !== undefined) keys.push(first, ...rest);
    if (depth === 1 && first === 'kubernetes') zones.push(...(rest.length > 0 ? rest : keys));
    depth += words.filter((word) => word === '{').length - words.filter((word) => word === '}').length;
    if (depth === 0 && words.includes('}')) keys = [];
  }
  return zones.map(zoneOf);
}

/** The words of each line: `#` starts a comment where a word could start, quotes keep blanks. Source: coredns/caddy caddyfile/lexer.go. */
function lines(corefile: string): readonly (readonly string[])[] {
  const found: string[][] = [[]];
  for (const [text, quoted] of corefile.matchAll(/\n|#.*|"((?:\\.|[^"\\])*)"|\S+/g)) {
    if (text === '\n') found.push([]);
    else if (!text.startsWith('#')) found.at(-1)?.push(quoted ?? text);
  }
  return found;
}

/** `dns://cluster.local.:53,` → `cluster.local`. */
function zoneOf(key: string): string {
  return key
    .toLowerCase()
    .replace(/,$/, '')
    .replace(/^[a-z]+:\/\//, '')
    .replace(/:\d+$/, '')
    .replace(/\.$/, '');
}

/** Whether it is a domain name, and not one for reverse look-ups: those are written in `.arpa` or as a CIDR. */
function isForwardZone(zone: string): boolean {
  return /^[\w-]+(\.[\w-]+)*$/.test(zone) && !zone.endsWith('.arpa');
}
