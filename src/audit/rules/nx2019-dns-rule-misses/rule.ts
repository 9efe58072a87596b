import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { nameOf, refTo } from '../../../model/object-ref.ts';
import type { NetworkPolicy } from '../../../model/resources/network-policy.ts';
import { cidrContains } from '../../../model/values/cidr.ts';
import { DNS_PORT } from '../../facts/cluster-dns.ts';
import { asksClusterDns, dnsQueryOf } from '../../facts/dns-queries.ts';
import { dnsServers } from '../../facts/dns-servers.ts';
import { isNobodyEnforcing, POLICY_KINDS, type PolicyPeer, podsOfPeer, rulesOf, selectedPods } from '../../facts/policies.ts';
import { defineRule, type Hit, type Unjudged, unjudged } from '../../rule.ts';

interface RuleArgs extends Readonly<Record<string, string>> {
  readonly namespace: string;
  readonly name: string;
  readonly field: string;
  readonly why: string;
  /** The first of those that miss. */
  readonly entry: string;
}

export default defineRule({
  code: 'NX2019',
  title: 'Rule for DNS that misses the servers',
  severity: 'error',
  proof: 'likely',
  subject: 'NetworkPolicy',
  reads: ['Service', 'EndpointSlice', 'Pod', 'DaemonSet', 'ConfigMap', 'Deployment', 'StatefulSet', 'ReplicaSet', ...POLICY_KINDS],
  wholeKinds: ['Service', 'Pod', 'Namespace'],
  auditOnly: true,
  causes: ['NX5002', 'NX5003', 'NX5004', 'NX5005'],
  causesElsewhere: ['NX2018'],
  check(policy, cluster) {
    const { namespace = '', name } = policy.metadata;
    const forDns = rulesOf(policy).filter(
      ({ direction, ports, isForAll }) => direction === 'egress' && !isForAll && ports.some(({ port }) => port.port === DNS_PORT),
    );
    if (forDns.length === 0 || isNobodyEnforcing(cluster)) return [];
    const dns = dnsServers(cluster);
    if (dns.state === 'unknown') return unjudged(dns.gaps);
    const [server] = dns.servers;
    if (server === undefined) return [];
    const pods = new Set(dns.servers.map(({ pod }) => nameOf(pod.metadata)));
    const addresses = dns.servers.flatMap(({ pod }) => pod.status.podIPs.map(({ ip }) => ip));
    const dialled = new Set(dns.servers.map((one) => one.dialled));
    const found = forDns.flatMap(({ peers, field }): readonly (Hit<RuleArgs> | Unjudged)[] => {
      const [first] = peers;
      if (first === undefined) return [];
      const blocks = peers.flatMap(({ cidr }) => cidr ?? []);
      // Addresses of others may be servers outside the cluster.
      const isForClusterIp = blocks.some((cidr) => [...dialled].some((ip) => cidrContains(cidr, ip)));
      if (blocks.some((cidr) => addresses.some((ip) => cidrContains(cidr, ip))) || (blocks.length > 0 && !isForClusterIp)) return [];
      const picked = peers.filter(isForPods).map((peer) => podsOfPeer(peer, namespace, cluster));
      if (picked.some((found) => found.pods.some((pod) => pods.has(nameOf(pod.metadata))))) return [];
      const gaps = [...picked.flatMap((found) => found.gaps), ...gapsOf(cluster.metadata('Namespace'))];
      if (gaps.length > 0) return unjudged(gaps);
      const why = isForClusterIp
        ? 'the address of the DNS Service, which is translated before policies look'
        : 'pods that do not answer for names';
      const evidence = [
        { object: refTo('NetworkPolicy', policy.metadata), field: first.field, says: why },
        { object: refTo('Pod', server.pod.metadata), field: 'metadata.labels', says: 'a server of names, which it does not pick' },
      ] as const;
      return [{ args: { namespace, name, field, why, entry: first.field }, evidence }];
    });
    return found.length > 0 && needsAnother(policy, cluster) ? found : [];
  },
  message: ({ field, why }) => `${field} is for port 53 and names ${why}: it lets no query to the cluster DNS out`,
  remedy: ({ namespace, name }) =>
    `Name the DNS pods in one entry of NetworkPolicy ${namespace}/${name}: namespaceSelector kubernetes.io/metadata.name=kube-system with podSelector k8s-app=kube-dns.`,
});

/** Whether some of the policy's pods want a rule for the cluster DNS that they do not have, by it or another policy; so do pods to come. */
function needsAnother(policy: NetworkPolicy, cluster: ClusterIndex): boolean {
  const pods = knownItems(selectedPods(policy, cluster));
  if (pods.length === 0) return true;
  return pods.some((pod) => asksClusterDns(pod) && dnsQueryOf(pod, cluster) !== 'allowed');
}

function isForPods({ cidr }: PolicyPeer): boolean {
  return cidr === undefined;
}
