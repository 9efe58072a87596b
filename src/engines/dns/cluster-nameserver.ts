import { type Listing, type Lookup, mapListing } from '../../model/listing.ts';
import type { DaemonSet } from '../../model/resources/daemon-set.ts';
import { clusterIPsOf, type Service } from '../../model/resources/service.ts';
import { parseIp } from '../../model/values/ip.ts';
import { selectorOfLabels } from '../../model/values/label-selector.ts';

/** Where the cluster's DNS Service stands, and by which label: so do all common distributions mark it. */
export const DNS_SERVICE_SCOPE = { namespace: 'kube-system', labels: selectorOfLabels({ 'k8s-app': 'kube-dns' }) } as const;

/** The DaemonSet of NodeLocal DNSCache. */
export const DNS_CACHE = { kind: 'DaemonSet', namespace: 'kube-system', name: 'node-local-dns' } as const;

/** Where the cache listens by default. Source: kubernetes cluster/addons/dns/nodelocaldns (1.36). */
const DEFAULT_CACHE_ADDRESS = '169.254.20.10';

/** What kubelet tells pods to ask, as far as it can be told from the Service that is meant for it. */
export interface ClusterNameserver {
  /** Absent where it is not known. */
  readonly address?: string;
  /** Whose it is, or why it is not known. */
  readonly says: string;
  /** The addresses on which a cache on each node answers, `address` perhaps among them. Absent without such a cache. */
  readonly cache?: readonly string[];
}

/**
 * The address that kubelets are told to write into resolv.conf (clusterDNS), which is not in the API: the Cluster IP of Service
 * kube-system/kube-dns, or of the one other Service with its label. NodeLocal DNSCache usually answers on that address, too; where it
 * does not, kubelets are told its own (as with kube-proxy in ipvs mode), or it is not in use: which, is not known.
 * Source: kubernetes cluster/addons/dns/nodelocaldns/nodelocaldns.yaml (1.36), argument `-localip`.
 */
export function clusterNameserverOf(services: Listing<Service>, cache: Lookup<DaemonSet>): ClusterNameserver {
  const found = serviceNameserver(services);
  if (cache.state !== 'found') return found;
  const listens = listensOn(cache.item);
  if (found.address === undefined) return { ...found, cache: listens };
  if (listens.includes(found.address)) {
    return { ...found, says: `${found.says}; on each node NodeLocal DNSCache answers on it`, cache: listens };
  }
  const says = `kubelet tells pods to ask either NodeLocal DNSCache (${listens.join(', ')}), or ${found.address} past it`;
  return { says, cache: listens };
}

function serviceNameserver(services: Listing<Service>): ClusterNameserver {
  const listing = mapListing(services, (all) => all.filter((service) => clusterIPsOf(service).length > 0));
  if (listing.state === 'unknown') return { says: 'the Services in kube-system could not be read' };
  const service =
    listing.items.find(({ metadata }) => metadata.name === 'kube-dns') ?? (listing.items.length === 1 ? listing.items[0] : undefined);
  const address = service === undefined ? undefined : clusterIPsOf(service)[0];
  if (service === undefined || address === undefined) {
    return { says: 'no Service in kube-system is marked as the DNS of the cluster' };
  }
  return { address, says: `kubelet tells pods to ask ${address}, the Cluster IP of Service kube-system/${service.metadata.name}` };
}

/** The addresses on which NodeLocal DNSCache answers on each node. */
export function listensOn({ spec }: DaemonSet): readonly string[] {
  const words = spec.template.spec.containers.flatMap((container) => container.arguments);
  const [flag, next] = words.slice(words.findIndex((word) => /^--?localip(=|$)/.test(word)));
  const given = flag?.includes('localip') ? (flag.split('=')[1] ?? next ?? '') : '';
  const addresses = given.split(',').flatMap((one) => parseIp(one.trim())?.text ?? []);
  return addresses.length > 0 ? addresses : [DEFAULT_CACHE_ADDRESS];
}
