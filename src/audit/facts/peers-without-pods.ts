import type { ClusterIndex } from '../../model/cluster-index.ts';
import { gapsOf, knownItems } from '../../model/listing.ts';
import type { NetworkPolicy } from '../../model/resources/network-policy.ts';
import { formatSelector } from '../../model/values/label-selector.ts';
import type { Unjudged } from '../rule.ts';
import { namespacesOf, type PolicyPeer, podsOfPeer, rulesOf } from './policies.ts';

/** An entry of a policy that picks no pod, and the namespaces in which pods have its labels. */
export interface PeerWithoutPods {
  readonly peer: PolicyPeer;
  /** Only where the entry is for the policy's own namespace alone. */
  readonly elsewhere: readonly string[];
}

/** The entries of a policy that ask for labels of pods that no pod has, nor a workload would give to one, in namespaces that are there. */
export function peersWithoutPods(policy: NetworkPolicy, cluster: ClusterIndex): readonly (PeerWithoutPods | Unjudged)[] {
  const { namespace = '' } = policy.metadata;
  const peers = rulesOf(policy).flatMap((rule) => rule.peers);
  const distinct = new Map(
    peers.map((peer) => [`${formatSelector(peer.podSelector ?? [])} ${formatNamespaces(peer)} ${peer.direction}`, peer]),
  );
  return [...distinct.values()].flatMap((peer): readonly (PeerWithoutPods | Unjudged)[] => {
    const { podSelector = [], namespaceSelector } = peer;
    if (podSelector.length === 0) return [];
    const namespaces = namespaceSelector === undefined ? undefined : namespacesOf(namespaceSelector, cluster);
    if (namespaces?.state === 'complete' && namespaces.items.length === 0) return [];
    const { pods, isExpected, gaps } = podsOfPeer(peer, namespace, cluster);
    if (pods.length > 0 || isExpected) return [];
    if (gaps.length > 0) return [{ unjudged: gaps }];
    if (namespaceSelector !== undefined) return [{ peer, elsewhere: [] }];
    const everywhere = cluster.list('Pod', { labels: podSelector });
    const elsewhere = [...new Set(knownItems(everywhere).map(({ metadata }) => metadata.namespace ?? ''))];
    return elsewhere.length === 0 && everywhere.state !== 'complete' ? [{ unjudged: gapsOf(everywhere) }] : [{ peer, elsewhere }];
  });
}

function formatNamespaces({ namespaceSelector }: PolicyPeer): string {
  return namespaceSelector === undefined ? 'own' : `in ${formatSelector(namespaceSelector)}`;
}
