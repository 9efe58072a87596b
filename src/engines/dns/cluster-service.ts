import type { ClusterIndex } from '../../model/cluster-index.ts';
import { clusterDomainOf } from './cluster-domain.ts';

/** A Service named by a DNS name. */
export interface NamedService {
  readonly namespace: string;
  readonly name: string;
}

/**
 * The Service of this cluster that a full DNS name means (`foo.a.svc.cluster.local`, with or without the last dot, any case), by the
 * cluster domain as far as it is known. Undefined for a name outside the cluster's zone, and for names below or above a Service's.
 * Source: coredns plugin/kubernetes/parse.go.
 */
export function clusterServiceOf(dnsName: string, cluster: ClusterIndex): NamedService | undefined {
  const { domain } = clusterDomainOf(cluster.get('ConfigMap', 'coredns', 'kube-system'));
  const suffix = `.svc.${domain}`;
  const name = dnsName.toLowerCase().replace(/\.$/, '');
  if (!name.endsWith(suffix)) return undefined;
  const [service = '', namespace = '', ...more] = name.slice(0, -suffix.length).split('.');
  return service === '' || namespace === '' || more.length > 0 ? undefined : { namespace, name: service };
}
