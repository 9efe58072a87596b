import { clusterDomainOf, clusterNameserverOf, DNS_CACHE, DNS_SERVICE_SCOPE, dnsPolicyOf } from '../../../engines/dns/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { isPodFinished, type Pod } from '../../../model/resources/pod.ts';
import { clusterIPsOf } from '../../../model/resources/service.ts';
import { rangeOf, sameIp } from '../../../model/values/ip.ts';
import { isDnsPod } from '../../facts/cluster-dns.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX2006',
  title: 'dnsPolicy None without the cluster DNS',
  severity: 'warning',
  proof: 'certain',
  subject: 'Pod',
  reads: ['Service', 'DaemonSet', 'ConfigMap'],
  causes: [],
  check(pod, cluster) {
    if (dnsPolicyOf(pod) !== 'None' || isPodFinished(pod) || isDnsPod(pod)) return [];
    const { nameservers = [], searches = [] } = pod.spec.dnsConfig ?? {};
    const foreign = nameservers.every((one) => rangeOf(one) === 'unicast');
  },
  message: () => '',
  remedy: () => '',
});
