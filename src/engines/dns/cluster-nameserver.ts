import { type Listing, mapListing } from '../../model/listing.ts';
import { clusterIPsOf, type Service } from '../../model/resources/service.ts';
import { selectorOfLabels } from '../../model/values/label-selector.ts';

/** Where the cluster's DNS Service stands, and by which label: so do all common distributions mark it. */
export const DNS_SERVICE_SCOPE = { namespace: 'kube-system', labels: selectorOfLabels({ 'k8s-app': 'kube-dns' }) } as const;

/** What kubelet tells pods to ask, as far as it can be told from the Service that is meant for it. */
export interface ClusterNameserver {
  /** Absent where it is not known. */
  readonly address?: string;
  /** Whose it is, or why it is not known. */
  readonly says: string;
}

/**
 * The address that kubelets are told to write into resolv.conf (clusterDNS), which is not in the API: the Cluster IP of Service
 * kube-system/kube-dns, or of the one other Service with its label. A cache on each node (NodeLocal DNS) may stand before it.
 */
export function clusterNameserverOf(services: Listing<Service>): ClusterNameserver {
  const listing = mapListing(services, (all) => all.filter((service) => clusterIPsOf(service).length > 0));
  if (listing.state === 'unknown') return { says: 'the Services in kube-system could not be read' };
  const service =
    listing.items.find(({ metadata }) => metadata.name === 'kube-dns') ?? (listing.items.length === 1 ? listing.items[0] : undefined);
  const address = service === undefined ? undefined : clusterIPsOf(service)[0];
  if (service === undefined || address === undefined) {
    return { says: 'no Service in kube-system is marked as the DNS of the cluster' };
  }
  return { address, says: `kubelet tells pods to ask ${address}, the Cluster IP of Service kube-system/${service.metadata.name}` };
}
