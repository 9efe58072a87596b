import { dnsPolicyOf, type KubeletDns, podResolvConf } from '../../engines/dns/index.ts';
import type { PodDns } from '../../model/pod-report.ts';
import type { Pod } from '../../model/resources/pod.ts';

/** How names are resolved in the pod: its resolv.conf, and its own lines of /etc/hosts. */
export function dnsOf(pod: Pod, kubelet: KubeletDns): PodDns {
  const { dnsPolicy, hostAliases, hostname, subdomain } = pod.spec;
  const { nameservers, search, options } = podResolvConf(pod, kubelet);
  return {
    policy: dnsPolicy,
    actsAs: dnsPolicyOf(pod),
    nameservers,
    search,
    options,
    hostAliases,
    ...(hostname === undefined || subdomain === undefined ? {} : { hostname: `${hostname}.${subdomain}` }),
  };
}
