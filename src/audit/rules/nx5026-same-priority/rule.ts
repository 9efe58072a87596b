import { podsOfSubject } from '../../../engines/policy/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { nameOf, refTo } from '../../../model/object-ref.ts';
import type { AdminPolicy } from '../../../model/resources/admin-policy.ts';
import { isMalformed } from '../../../model/values/malformed.ts';
import { groupBy, perCluster } from '../../facts/by-value.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { policiesIn } from '../../facts/policies.ts';
import { defineRule } from '../../rule.ts';

type Kind = 'ClusterNetworkPolicy' | 'AdminNetworkPolicy';

const byPlace = perCluster((cluster) => ({
  ClusterNetworkPolicy: groupBy(cluster.known('ClusterNetworkPolicy'), (policy) => [placeOf(policy)]),
  AdminNetworkPolicy: groupBy(cluster.known('AdminNetworkPolicy'), (policy) => [placeOf(policy)]),
}));

export default defineRule({
  code: 'NX5026',
  title: 'Policies of the same priority for the same pods',
  severity: 'warning',
  proof: 'certain',
  subject: ['ClusterNetworkPolicy', 'AdminNetworkPolicy'],
  reads: ['ClusterNetworkPolicy', 'AdminNetworkPolicy', 'Namespace', 'Pod'],
  wholeKinds: ['ClusterNetworkPolicy', 'AdminNetworkPolicy', 'Pod'],
  causes: [],
  check(policy, cluster, kind) {
    const { name } = policy.metadata;
    const rivals = (byPlace(cluster)[kind].get(placeOf(policy)) ?? []).filter(({ metadata }) => metadata.name !== name);
    if (rivals.length === 0) return [];
    const own = new Set(selected(policy, kind, cluster));
    const meeting = rivals.filter((rival) => mayDiffer(policy, rival) && selected(rival, kind, cluster).some((pod) => own.has(pod)));
    if (meeting.length === 0) return [];
    const shown = {
      object: refTo(kind, policy.metadata),
      field: 'spec.priority',
      value: Number(policy.spec.priority),
      says: 'the same in each',
    };
    return [
      {
        args: { kind, name, priority: Number(policy.spec.priority), others: enumerate(meeting.map(({ metadata }) => metadata.name)) },
        evidence: [shown],
      },
    ];
  },
  message: ({ others, priority }) =>
    `it has priority ${priority}, as ${others}, and they are about some of the same pods: which of them is asked first is not defined`,
  remedy: ({ kind, name }) => `Give ${kind} ${name} a priority of its own.`,
});

function placeOf({ spec }: AdminPolicy): string {
  return JSON.stringify([spec.tier, spec.priority]);
}

/** Whether the order of two policies can matter: both have rules for a direction, and not all of these do the same. */
function mayDiffer(one: AdminPolicy, other: AdminPolicy): boolean {
  return (['ingress', 'egress'] as const).some((direction) => {
    const [own, rival] = [one.spec[direction], other.spec[direction]];
    if (isMalformed(own) || isMalformed(rival)) return true;
    const actions = new Set([...own, ...rival].map((rule) => (isMalformed(rule) ? 'unreadable' : rule.action)));
    return own.length > 0 && rival.length > 0 && actions.size > 1;
  });
}

/** The names of the pods that a policy is about. */
function selected({ metadata }: AdminPolicy, kind: Kind, cluster: ClusterIndex): readonly string[] {
  const policies = policiesIn(cluster);
  const policy = policies.admin(kind).items.find(({ ref }) => ref.name === metadata.name);
  return policy === undefined ? [] : podsOfSubject(policy, policies, cluster).pods.map((pod) => nameOf(pod.metadata));
}
