import { DNS_SERVICE_SCOPE } from '../../../engines/dns/index.ts';
import { refTo } from '../../../model/object-ref.ts';
import { selects } from '../../../model/values/label-selector.ts';
import { DNS_PORT } from '../../facts/cluster-dns.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX2009',
  title: 'No Service for the DNS of the cluster',
  severity: 'error',
  proof: 'likely',
  subject: 'Namespace',
  reads: ['Service'],
  wholeKinds: ['Service'],
  causes: [],
  check({ metadata }, cluster) {
    const { namespace, labels } = DNS_SERVICE_SCOPE;
    if (metadata.name !== namespace) return [];
    const services = cluster.list('Service');
    if (services.state !== 'complete') return unjudged(services.gaps);
    // Whatever serves names under another label may be what this cluster uses.
    const found = services.items.some(
      (one) =>
        (one.metadata.namespace === namespace && (one.metadata.name === 'kube-dns' || selects(labels, one.metadata.labels))) ||
        one.spec.ports.some(({ port }) => port === DNS_PORT),
    );
    if (found) return [];
    const says = 'it has no Service kube-dns and none with label k8s-app=kube-dns, and no Service of the cluster has port 53';
    return [
      {
        args: { namespace },
        evidence: [{ object: refTo('Namespace', metadata), field: 'metadata.name', value: namespace, says }] as const,
      },
    ];
  },
  message: () =>
    'it has no Service for the DNS of the cluster (kube-dns, or label k8s-app=kube-dns), nor is there one elsewhere: names of Services do not resolve, unless kubelets are told to ask a server outside of the cluster',
  remedy: ({ namespace }) =>
    `Install CoreDNS with its Service ${namespace}/kube-dns, and give it the Cluster IP that kubelets are told to write into resolv.conf (clusterDNS).`,
});
