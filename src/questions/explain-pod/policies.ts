import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Listing } from '../../model/listing.ts';
import { knownItems } from '../../model/listing.ts';
import type { PodIsolation, PodReport } from '../../model/pod-report.ts';
import type { NetworkPolicy } from '../../model/resources/network-policy.ts';
import type { Pod } from '../../model/resources/pod.ts';
import { selects } from '../../model/values/label-selector.ts';

/**
 * The NetworkPolicies that select the pod, by direction. One alone isolates it; none leaves the direction open.
 * Source: kubernetes API reference, NetworkPolicySpec (podSelector, policyTypes).
 */
export function policiesOf(pod: Pod, cluster: ClusterIndex): PodReport['policies'] {
  const listing = cluster.list('NetworkPolicy', { namespace: pod.metadata.namespace ?? '' });
  return { ingress: isolation('Ingress', pod, listing), egress: isolation('Egress', pod, listing) };
}

function isolation(direction: 'Ingress' | 'Egress', pod: Pod, listing: Listing<NetworkPolicy>): PodIsolation {
  const selecting = knownItems(listing).filter(
    ({ spec }) => spec.policyTypes.includes(direction) && selects(spec.podSelector, pod.metadata.labels),
  );
  const policies = selecting.map(({ metadata }) => metadata.name);
  if (policies.length > 0) return { isolated: 'yes', policies };
  return { isolated: listing.state === 'complete' ? 'no' : 'unknown', policies };
}
