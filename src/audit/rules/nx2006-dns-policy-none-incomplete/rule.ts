import { dnsPolicyOf } from '../../../engines/dns/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Gap } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { isPodFinished } from '../../../model/resources/pod.ts';
import { parseIp, rangeOf, sameIp } from '../../../model/values/ip.ts';
import { addressUses } from '../../facts/address-uses.ts';
import { clusterDns, isDnsPod } from '../../facts/cluster-dns.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX2006',
  title: 'dnsPolicy None leaves out the cluster DNS',
  severity: 'warning',
  proof: 'certain',
  subject: 'Pod',
  reads: ['Service', 'DaemonSet', 'ConfigMap'],
  holdsForTemplates: true,
  causes: [],
  check(pod, cluster) {
    const { dnsConfig } = pod.spec;
    if (dnsPolicyOf(pod) !== 'None' || dnsConfig === undefined || isPodFinished(pod) || isDnsPod(pod)) return [];
    const object = refTo('Pod', pod.metadata);
    const { nameservers, searches } = dnsConfig;
    const asked = asksCluster(nameservers, cluster);
    if (typeof asked !== 'boolean') return unjudged(asked);
    const wanted = ownDomain(pod.metadata.namespace ?? '', cluster);
    const lacks = asked ? 'search' : 'nameserver';
    if (asked && searches.some(wanted.is)) return [];
    const shown = asked
      ? { field: 'spec.dnsConfig.searches', says: searches.length === 0 ? 'no search domain' : enumerate(searches) }
      : { field: 'spec.dnsConfig.nameservers', says: enumerate(nameservers) };
    return [{ args: { lacks, servers: enumerate(nameservers), domain: wanted.domain }, evidence: [{ object, ...shown }] as const }];
  },
  message: ({ lacks, servers, domain }) =>
    lacks === 'nameserver'
      ? `it asks ${servers} instead of the cluster's DNS (dnsPolicy None): names of Services do not resolve in it, unless they know them`
      : `its search domains lack ${domain} (dnsPolicy None): Services of its own namespace do not resolve by their bare names`,
  remedy: ({ lacks, domain }) =>
    lacks === 'nameserver'
      ? "If it needs names of Services, set the Cluster IP of the cluster's DNS first in dnsConfig.nameservers."
      : `Add ${domain} to dnsConfig.searches, or ask for Services by their full names.`,
});

/**
 * Whether a nameserver of these is the cluster's DNS or a cache of it on the node, or may be: whatever answers on an address of a Service, of
 * the node alone (link-local) or in the pod itself (loopback) may hand on the question.
 */
function asksCluster(nameservers: readonly string[], cluster: ClusterIndex): boolean | readonly Gap[] {
  const { addresses } = clusterDns(cluster);
  if (nameservers.some((one) => addresses.some((ip) => sameIp(ip, one)) || NEAR.includes(rangeOf(one) ?? ''))) return true;
  const uses = addressUses(cluster);
  if (nameservers.some((one) => uses.byAddress.has(parseIp(one)?.text ?? one))) return true;
  return uses.gaps.length === 0 ? false : uses.gaps;
}

const NEAR: readonly string[] = ['linkLocal', 'loopback'];

/** The search domain by which Services of a namespace have bare names; of any cluster domain where that is not known. */
function ownDomain(namespace: string, cluster: ClusterIndex) {
  const { domain, known } = clusterDns(cluster).domain;
  const own = `${namespace}.svc.${domain}`;
  const is = (search: string) => {
    const name = search.toLowerCase().replace(/\.$/, '');
    return known ? name === own : name.startsWith(`${namespace}.svc.`);
  };
  return { domain: own, is };
}
