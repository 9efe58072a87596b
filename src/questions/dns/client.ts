import type { KubeletDns } from '../../engines/dns/index.ts';
import { clusterDomainOf, clusterNameserverOf, DNS_CACHE, DNS_SERVICE_SCOPE } from '../../engines/dns/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { UsageError } from '../../model/errors.ts';
import { findKind } from '../../model/kind.ts';
import { knownItems } from '../../model/listing.ts';
import type { Pod } from '../../model/resources/pod.ts';
import { notFound } from '../not-found.ts';

/** Who looks a name up: a pod, or one of a namespace as most pods are. */
export interface DnsClient {
  /** `pod/a/web-0` or `namespace/a`. */
  readonly text: string;
  readonly pod: Pod;
  /** Whether it is a pod of the cluster, and not one that stands for many. */
  readonly real: boolean;
}

/** Names a client without looking it up: `pod/x`, `pod/NAMESPACE/x`; undefined stands for a pod of the namespace. */
export type ClientName =
  | { readonly kind: 'pod'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'namespace'; readonly namespace: string };

/** Reads `--from`. Refuses (UsageError) what is no pod. */
export function parseClientName(text: string | undefined, namespace: string): ClientName {
  if (text === undefined) return { kind: 'namespace', namespace };
  const [type = '', ...parts] = text.split('/');
  const name = parts.at(-1) ?? '';
  if (findKind(type) === 'Pod' && (parts.length === 1 || parts.length === 2) && parts.every((part) => part !== '')) {
    return { kind: 'pod', namespace: parts.length === 2 ? (parts[0] ?? '') : namespace, name };
  }
  throw new UsageError(`invalid --from "${text}": expected pod/NAME or pod/NAMESPACE/NAME`);
}

/** The client, looked up. Throws the ClusterError of a pod that does not exist or may not be read. */
export function clientOf(name: ClientName, cluster: ClusterIndex): DnsClient {
  if (name.kind === 'namespace') return { text: `namespace/${name.namespace}`, pod: usualPod(name.namespace), real: false };
  const found = cluster.get('Pod', name.name, name.namespace);
  if (found.state !== 'found') throw notFound({ kind: 'Pod', namespace: name.namespace, name: name.name }, cluster);
  return { text: `pod/${name.namespace}/${name.name}`, pod: found.item, real: true };
}

/** A pod as most are: ClusterFirst, in its own network, nothing of its own in resolv.conf or /etc/hosts. */
function usualPod(namespace: string): Pod {
  return {
    metadata: { name: 'a-pod', namespace, labels: {}, annotations: {}, ownerReferences: [] },
    spec: {
      hostNetwork: false,
      containers: [],
      initContainers: [],
      readinessGates: [],
      dnsPolicy: 'ClusterFirst',
      setHostnameAsFQDN: false,
      hostAliases: [],
    },
    status: { phase: 'Running', podIPs: [], conditions: [], containerStatuses: [], initContainerStatuses: [] },
  };
}

/** How kubelet is set up for DNS on the client's node, and what of that is only assumed. */
export interface ClientKubelet extends KubeletDns {
  readonly says: readonly string[];
  /** The addresses that lead to the cluster's DNS. */
  readonly clusterAddresses: readonly string[];
}

/** What is known of the kubelet on the node of a pod: by the DNS Service, the Corefile and the node's version. */
export function kubeletOf(pod: Pod, nodeResolvConf: string | undefined, cluster: ClusterIndex): ClientKubelet {
  const { namespace, labels } = DNS_SERVICE_SCOPE;
  const services = cluster.list('Service', { namespace, labels });
  const nameserver = clusterNameserverOf(services, cluster.get(DNS_CACHE.kind, DNS_CACHE.name, DNS_CACHE.namespace));
  const corefile = cluster.get('ConfigMap', 'coredns', 'kube-system');
  const domain = clusterDomainOf(corefile);
  const node = pod.spec.nodeName === undefined ? undefined : cluster.get('Node', pod.spec.nodeName);
  const version = node?.state === 'found' ? node.item.status.kubeletVersion : undefined;
  const addresses = knownItems(services).flatMap((service) => service.spec.clusterIPs);
  return {
    clusterDNS: nameserver.address === undefined ? null : [nameserver.address],
    clusterDomain: domain.domain,
    ...(nodeResolvConf === undefined ? {} : { nodeResolvConf }),
    ...(version === undefined ? {} : { version }),
    says: [
      nameserver.says,
      domain.known ? `kubelet's clusterDomain is ${domain.domain}, as the Corefile's zone` : domain.says,
      ...(corefile.state === 'found' ? [] : ['the Corefile is taken to be as kubeadm writes it']),
    ],
    clusterAddresses: [...addresses, ...(nameserver.cache ?? [])],
  };
}
