import type { DnsHosts } from '../../model/dns-report.ts';
import type { Assumption } from '../../model/report.ts';
import type { LookedUp } from './report.ts';

/** What a look-up stands on that the API does not show. */
export function assumptionsOf(looked: LookedUp, hosts: DnsHosts): readonly Assumption[] {
  const { kubelet, conf, search, client } = looked;
  if (hosts.decides === 'yes') return [];
  const asksCluster = conf.nameservers.some(({ from }) => from === 'cluster');
  const listed: readonly (Assumption | false)[] = [
    !client.real && { id: 'usual-pod', says: 'the pod is as most are: dnsPolicy ClusterFirst, nothing of its own in resolv.conf' },
    asksCluster && { id: 'kubelet-dns', says: kubelet.says.join('; ') },
    search.steps.some(({ name }) => name === null) && {
      id: 'node-search',
      says: "the search domains of the node's own resolv.conf, which is not in the API, bring nothing (--node-resolv-conf FILE)",
    },
    asksCluster && { id: 'dns-reachable', says: 'queries reach CoreDNS, and it has read the API' },
    { id: 'libc', says: 'the program resolves names by its C library: Go, Java and others differ' },
    search.outcome === 'UPSTREAM' && { id: 'upstream', says: 'what servers outside the cluster answer is not in the API' },
  ];
  return listed.filter((one) => one !== false);
}
