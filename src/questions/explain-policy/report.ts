import { explaining, judge, judgeable } from '../../audit/judge.ts';
import { RULES } from '../../audit/rules/index.ts';
import { policiesOf } from '../../engines/policy/index.ts';
import { indexSnapshot } from '../../model/cluster-index.ts';
import type { NetworkPolicyReport } from '../../model/network-policy-report.ts';
import { refTo } from '../../model/object-ref.ts';
import type { Assumption } from '../../model/report.ts';
import type { Resource } from '../../model/resources/index.ts';
import type { ClusterSnapshot } from '../../model/snapshot.ts';
import { coverageOf } from '../coverage.ts';
import { gapsIn, unreadKinds } from '../unread.ts';
import { POLICY_WORDS, type PolicyKind } from './kinds.ts';
import { type PolicyParts, policyParts } from './parts.ts';
import { outcomeOf, summaryOf } from './summary.ts';

/** Explains one policy from a snapshot that was narrowed to what explaining it reads. */
export function policyReport<K extends PolicyKind>(kind: K, item: Resource<K>, snapshot: ClusterSnapshot): NetworkPolicyReport {
  const cluster = indexSnapshot(snapshot);
  const ref = { ...refTo(kind, item.metadata), kind };
  const parts = policyParts(ref, policiesOf(cluster), cluster);
  const { findings, skipped } = judge(judgeable(explaining(RULES), cluster), kind, [item], cluster);
  return {
    apiVersion: 'netexplain/v1',
    kind: 'NetworkPolicy',
    question: { object: [POLICY_WORDS[kind], ref.namespace, ref.name].filter((part) => part !== undefined).join('/') },
    outcome: outcomeOf(parts),
    summary: summaryOf(parts),
    ...parts,
    findings,
    assumptions: assumptionsOf(parts),
    coverage: coverageOf(snapshot, skipped, unreadKinds(gapsIn(snapshot).filter(({ reason }) => reason !== 'not-served'))),
  };
}

function assumptionsOf({ enforcement, rules, selects }: PolicyParts): readonly Assumption[] {
  const has = (wanted: 'addresses' | 'domains') => rules.some(({ peers }) => peers.some(({ kind }) => kind === wanted));
  const listed: readonly (Assumption | false)[] = [
    enforcement.enforced !== 'no' && { id: 'policies-enforced', says: 'what is told here holds where policies are enforced' },
    selects.hostNetwork.length > 0 && {
      id: 'host-network',
      says: 'pods in the network of their node count as the node: most plugins do not hold policies against them',
    },
    has('addresses') && {
      id: 'ip-blocks',
      says: 'address ranges are held against the address that the pod sees: behind a NodePort or load balancer that may be a node',
    },
    has('domains') && {
      id: 'domain-names',
      says: 'whether a connection is to a domain name cannot be decided: which addresses it has for whoever enforces the policy is not in the API',
    },
    { id: 'always-allowed', says: 'a pod is always let in by its own node, and to itself; answers of allowed connections pass' },
  ];
  return listed.filter((one) => one !== false);
}
