import { corefileFaults, DNS_SERVICE_SCOPE } from '../../../engines/dns/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { clusterIPsOf } from '../../../model/resources/service.ts';
import { isDnsService } from '../../facts/cluster-dns.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX2014',
  title: 'Corefile is faulty',
  severity: 'error',
  proof: 'likely',
  subject: 'ConfigMap',
  reads: ['ConfigMap', 'Service'],
  causes: [],
  check({ metadata, data }, cluster) {
    const text = data['Corefile'];
    if (metadata.namespace !== DNS_SERVICE_SCOPE.namespace || metadata.name !== 'coredns' || text === undefined) return [];
    const services = cluster.list('Service', DNS_SERVICE_SCOPE);
    const ownAddresses = knownItems(services).filter(isDnsService).flatMap(clusterIPsOf);
    const hits = corefileFaults(text, { ...kubeletDomain(cluster), ownAddresses }).map(({ fault, what }) => {
      const shown = { object: refTo('ConfigMap', metadata), field: 'data.Corefile', says: EFFECTS[fault](what) };
      return { args: { fault, what }, evidence: [shown] as const };
    });
    const gaps = gapsOf(services);
    return [...hits, ...(gaps.length === 0 ? [] : unjudged(gaps))];
  },
  message: ({ fault, what }) => EFFECTS[fault](what),
  remedy: ({ fault }) => REMEDIES[fault],
});

const EFFECTS = {
  syntax: (what: string) => `CoreDNS does not take this Corefile: ${what}`,
  'no zone': () => 'no server block has the kubernetes plugin for a zone: names of Services do not resolve',
  'other zone': (what: string) =>
    `the kubernetes plugin does not serve ${what}, which kubelets take for the domain of the cluster: names of Services do not resolve`,
  'no forward': () => 'nothing forwards what is outside of the cluster: no name of the internet resolves in pods',
  loop: (what: string) => `it forwards to ${what}, which is the DNS of the cluster itself: such questions go round in circles`,
};

const REMEDIES = {
  syntax: 'Correct the Corefile: kubectl edit configmap -n kube-system coredns.',
  'no zone': 'Add "kubernetes cluster.local in-addr.arpa ip6.arpa", with the domain of the cluster, to the server block of the root zone.',
  'other zone': "Let the kubernetes plugin and kubelet's clusterDomain name the same domain.",
  'no forward':
    'Add "forward . /etc/resolv.conf" to the server block of the root zone, unless pods are to resolve no names outside of the cluster.',
  loop: 'Forward to a DNS server outside of the cluster, or to /etc/resolv.conf.',
};

/** The domain of the cluster as kubeadm gave it to kubelets. */
function kubeletDomain(cluster: ClusterIndex): { readonly clusterDomain?: string } {
  const found = cluster.get('ConfigMap', 'kubelet-config', DNS_SERVICE_SCOPE.namespace);
  const config = found.state === 'found' ? (found.item.data['kubelet'] ?? '') : '';
  const clusterDomain = /^clusterDomain:\s*["']?([\w.-]+?)\.?["']?\s*$/m.exec(config)?.[1];
  return clusterDomain === undefined ? {} : { clusterDomain };
}
