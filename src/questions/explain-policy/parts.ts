import {
  contributionsOf,
  type Direction,
  describeSubject,
  isDoubt,
  isolatedAlone,
  networkPolicyProblems,
  type Peer,
  type Policies,
  type Policy,
  type Population,
  podsOfPeer,
  podsOfSubject,
} from '../../engines/policy/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { NetworkPolicyReport, PolicyDirectionReport, PolicyIdentity, WithoutPolicy } from '../../model/network-policy-report.ts';
import { sameRef } from '../../model/object-ref.ts';
import { enforcementOf } from './enforcement.ts';
import type { PolicyRef } from './kinds.ts';
import { othersOf } from './others.ts';
import { coveredPods, isWhole, podsMatched } from './pods.ts';
import { ruleReports } from './rules.ts';

/** What a report of a policy is made of. */
export type PolicyParts = Pick<
  NetworkPolicyReport,
  'policy' | 'selects' | 'directions' | 'rules' | 'ignored' | 'problems' | 'alone' | 'others' | 'othersGaps' | 'withoutIt' | 'enforcement'
>;

/** All that is told of a policy, from what is known of a cluster that has it. */
export function policyParts(ref: PolicyRef, policies: Policies, cluster: ClusterIndex): PolicyParts {
  const policy = policyNamed(ref, policies);
  const population = podsOfSubject(policy, policies, cluster);
  const subjects = coveredPods(population);
  const peerPods = keptByPeer((peer) => podsOfPeer(peer, subjects, policies, cluster));
  const { enforcement, habits } = enforcementOf(ref.kind, cluster);
  const isNetworkPolicy = policy.tier === 'NetworkPolicy';
  const contributions = (direction: Direction) =>
    contributionsOf({ direction, policy, subjects, peerPods, rangesCoverPods: habits.ipBlocks !== 'outside' }, policies);
  return {
    policy: identityOf(policy, ref),
    selects: { ...podsMatched(population), says: describeSubject(policy.subject) },
    directions: { ingress: directionReport('ingress', policy), egress: directionReport('egress', policy) },
    rules: ruleReports(policy, {
      subjects,
      peerPods,
      ...(isNetworkPolicy && subjects.length > 0
        ? { contributions: { ingress: contributions('ingress'), egress: contributions('egress') } }
        : {}),
    }),
    ignored: ignoredOf(policy),
    problems: problemsOf(policy, ref, cluster),
    ...othersOf(policy, population, policies),
    withoutIt: isNetworkPolicy && subjects.length > 0 ? withoutIt(policy, population, policies) : [],
    enforcement,
  };
}

/** The policy that a reference names, as rules are followed. */
export function policyNamed(ref: PolicyRef, policies: Policies): Policy {
  const { items } = ref.kind === 'NetworkPolicy' ? policies.networkPolicies(ref.namespace ?? '') : policies.admin(ref.kind);
  const policy = items.find((one) => sameRef(one.ref, ref));
  if (policy === undefined) throw new Error(`${ref.kind} ${ref.name} is not among what was read`);
  return policy;
}

function keptByPeer(find: (peer: Peer) => Population): (peer: Peer) => Population {
  const known = new Map<Peer, Population>();
  return (peer) => {
    const population = known.get(peer) ?? find(peer);
    known.set(peer, population);
    return population;
  };
}

function identityOf({ tier, priority }: Policy, { kind, namespace, name }: PolicyRef): PolicyIdentity {
  const isOrdered = kind !== 'NetworkPolicy' && kind !== 'BaselineAdminNetworkPolicy' && Number.isFinite(priority);
  return { kind, ...(namespace === undefined ? {} : { namespace }), name, tier, ...(isOrdered ? { priority } : {}) };
}

function directionReport(direction: Direction, { tier, directions, rules }: Policy): PolicyDirectionReport {
  const about = directions[direction];
  const [moves, verb] = direction === 'ingress' ? ['comes in', 'in'] : ['goes out', 'out'];
  if (typeof about === 'object') return { about: 'unknown', says: about.says };
  if (!about) return { about: 'no', says: `not its business: it changes nothing about what ${moves}` };
  if (tier !== 'NetworkPolicy') return { about: 'yes', says: `its rules are asked in order; what none of them matches is left to others` };
  if (rules[direction].length === 0)
    return { about: 'yes', says: `isolates its pods, and lets nothing ${verb}: only what other policies allow ${moves}` };
  return { about: 'yes', says: `isolates its pods: only what its rules, or those of other policies, allow ${moves}` };
}

function ignoredOf({ tier, directions, rules }: Policy): PolicyParts['ignored'] {
  if (tier !== 'NetworkPolicy') return [];
  return (['ingress', 'egress'] as const).flatMap((direction) => {
    const count = rules[direction].length;
    if (directions[direction] !== false || count === 0) return [];
    const type = direction === 'ingress' ? 'Ingress' : 'Egress';
    return [{ field: `spec.${direction}`, says: `policyTypes does not have ${type}: what stands here has no effect` }];
  });
}

/** What nobody can read, and of a NetworkPolicy what the API server would refuse. */
function problemsOf(policy: Policy, { kind, namespace, name }: PolicyRef, cluster: ClusterIndex): PolicyParts['problems'] {
  if (kind === 'NetworkPolicy') {
    const found = cluster.get('NetworkPolicy', name, namespace);
    return found.state === 'found' ? networkPolicyProblems(found.item).map(({ field, says }) => ({ field, says })) : [];
  }
  const { subject, rules } = policy;
  const entries = [...rules.ingress, ...rules.egress].flatMap(({ peers = [], ports = [] }) => [...peers, ...ports]);
  const doubts = [
    ...(isDoubt(subject)
      ? [subject]
      : [...('selector' in subject.namespaces ? [subject.namespaces.selector] : []), subject.pods].filter(isDoubt)),
    ...entries.flatMap((entry) => (entry.is === 'unreadable' ? [entry.doubt] : [])),
  ];
  return [...new Map(doubts.map(({ field = 'spec', says }) => [says, { field, says }])).values()];
}

function withoutIt(policy: Policy, population: Population, policies: Policies): readonly WithoutPolicy[] {
  const subjects = coveredPods(population);
  return (['ingress', 'egress'] as const).flatMap((direction) => {
    if (policy.directions[direction] !== true) return [];
    return [{ direction, noLongerIsolated: isWhole(population) ? isolatedAlone(direction, policy, subjects, policies) : 'unknown' }];
  });
}
