import type { Pod } from '../../../model/resources/pod.ts';

/** What a pod calls itself. */
export interface PodHostName {
  /** Of its line in /etc/hosts. */
  readonly name: string;
  /** After the name in that line, where its subdomain names a Service: `sub.a.svc.cluster.local`. */
  readonly domain?: string;
  /** What `hostname` prints in it; undefined: the node's, or longer than a host name may be, and then its containers do not start. */
  readonly kernel?: string;
}

/** Longest host name that kubelet gives: a label of DNS. */
const MAX_NAME = 63;

/** Longest host name that Linux holds. */
const MAX_KERNEL_NAME = 64;

/**
 * A pod's host name: hostnameOverride as it is, without a domain; else hostname, else its name, cut to 63 characters. `subdomain` gives a
 * domain, whether or not a Service of that name exists. setHostnameAsFQDN makes both together its host name.
 * Source: kubernetes pkg/kubelet/kubelet_pods.go, GeneratePodHostNameAndDomain and truncatePodHostnameIfNeeded; pkg/kubelet/util/util.go,
 * GetNodenameForKernel (1.36).
 */
export function podHostName(pod: Pod, clusterDomain: string): PodHostName {
  const { hostname, hostnameOverride, subdomain, setHostnameAsFQDN, hostNetwork } = pod.spec;
  const name = (hostnameOverride ?? hostname ?? pod.metadata.name).slice(0, MAX_NAME).replace(/[-.]+$/, '');
  const domain =
    subdomain === undefined || hostnameOverride !== undefined
      ? undefined
      : `${subdomain}.${pod.metadata.namespace ?? ''}.svc.${clusterDomain}`;
  const kernel = setHostnameAsFQDN && domain !== undefined ? `${name}.${domain}` : name;
  return {
    name,
    ...(domain === undefined ? {} : { domain }),
    ...(hostNetwork || kernel.length > MAX_KERNEL_NAME ? {} : { kernel }),
  };
}
