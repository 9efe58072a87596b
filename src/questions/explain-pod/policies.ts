import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Listing } from '../../model/listing.ts';
import { knownItems } from '../../model/listing.ts';
import type { PodIsolation, PodReport } from '../../model/pod-report.ts';
import type { NetworkPolicy } from '../../model/resources/network-policy.ts';
import type { Pod } from '../../model/resources/pod.ts';
import { selects } from '../../model/values/label-selector.ts';
import { isMalformed } from '../../model/values/malformed.ts';

/**
 * The NetworkPolicies that select the pod, by direction. One alone isolates it; none leaves the direction open.
 * Source: kubernetes API reference, NetworkPolicySpec (podSelector, policyTypes).
 */
export function policiesOf(pod: Pod, cluster: ClusterIndex): PodReport['policies'] {
  const listing = cluster.list('NetworkPolicy', { namespace: pod.metadata.namespace ?? '' });
  return { ingress: isolation('Ingress', pod, listing), egress: isolation('Egress', pod, listing) };
}

function isolation(direction: 'Ingress' | 'Egress', pod: Pod, listing: Listing<NetworkPolicy>): PodIsolation {
  const known = knownItems(listing);
  const selecting = known.filter(
    ({ spec: { policyTypes, podSelector } }) =>
      !isMalformed(policyTypes) &&
      policyTypes.includes(direction) &&
      !isMalformed(podSelector) &&
      selects(podSelector, pod.metadata.labels),
  );
  const policies = selecting.map(({ metadata }) => metadata.name);
  if (policies.length > 0) return { isolated: 'yes', policies };
  const isWhole = listing.state === 'complete' && !known.some(({ spec }) => isMalformed(spec.policyTypes) || isMalformed(spec.podSelector));
  return { isolated: isWhole ? 'no' : 'unknown', policies };
}
