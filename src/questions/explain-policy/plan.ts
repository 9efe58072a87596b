import { nodeAgents } from '../../audit/facts/node-agents.ts';
import { ADMIN_KINDS, type Policies, type Policy, podsOfPeer, podsOfSubject, policiesOf } from '../../engines/policy/index.ts';
import { announce } from '../../engines/service/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Need } from '../../model/listing.ts';
import { nearNeeds } from '../not-found.ts';
import { askedBy, type ReadingPlan } from '../reading-plan.ts';
import type { PolicyKind, PolicyRef } from './kinds.ts';
import { policyNamed, policyParts } from './parts.ts';

/**
 * What explaining one policy reads: the policy and those that may be about the same pods (a NetworkPolicy: those of its namespace; an
 * administrator's: those of administrators), the pods that its selectors pick, by their labels and in the namespaces that they name, the
 * labels of namespaces where a selector asks for them, the ServiceCIDRs where it has address ranges, and the DaemonSets, among which is whoever enforces policies. Peers that are every
 * pod of the cluster are not counted.
 */
export function* policyReadingPlan(kind: PolicyKind, namespace: string | undefined, name: string): ReadingPlan {
  const ref: PolicyRef = namespace === undefined ? { kind, name } : { kind, namespace, name };
  const first = yield [ref, ...sureNeeds(kind, namespace)];
  const found = first.get(kind, name, namespace);
  if (found.state === 'absent') yield nearNeeds(ref);
  if (found.state !== 'found') return;
  yield* askedBy((cluster, attempt) => {
    announce(cluster, sureNeeds(kind, namespace));
    const policies = policiesOf(cluster);
    attempt(() => {
      for (const ask of askedFirst(policyNamed(ref, policies), policies, cluster)) attempt(ask);
    });
    attempt(() => void policyParts(ref, policies, cluster));
  });
}

/** What can be asked at once: whom its selectors pick, and who enforces it. */
function askedFirst(policy: Policy, policies: Policies, cluster: ClusterIndex): readonly (() => void)[] {
  const peers = [...policy.rules.ingress, ...policy.rules.egress].flatMap((rule) => rule.peers ?? []);
  return [
    () => void podsOfSubject(policy, policies, cluster),
    ...peers.map((peer) => () => void podsOfPeer(peer, [], policies, cluster)),
    () => void nodeAgents(cluster),
    // A range may be one of Cluster IPs.
    ...(peers.some(({ is }) => is === 'addresses') ? [() => void cluster.list('ServiceCIDR')] : []),
  ];
}

function sureNeeds(kind: PolicyKind, namespace: string | undefined): readonly Need[] {
  const near: readonly Need[] = namespace === undefined ? [] : [{ kind, namespace }];
  return [...near, ...ADMIN_KINDS.map((one) => ({ kind: one })), { kind: 'DaemonSet' }];
}
