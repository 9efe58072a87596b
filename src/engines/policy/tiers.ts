import { describeRef } from '../../model/object-ref.ts';
import type { AdminKind } from './compile.ts';
import { type Doubt, doubtsOf } from './match.ts';
import type { Direction, Policy, Rule, Tier } from './policy.ts';
import { isSubject, ruleMatches, type Sight } from './rule-match.ts';

/** What decides: a policy, and its rule, or none of its rules. */
export interface Decider {
  readonly policy: Policy;
  readonly rule?: Rule;
}

/** One way in which the policies of a pod may decide. Where there are several, `doubts` say what keeps them from being one. */
export interface Outcome {
  readonly verdict: 'allowed' | 'denied';
  readonly tier: Tier | 'none';
  readonly deciders: readonly Decider[];
  readonly doubts: readonly Doubt[];
}

/** One way in which a tier may end; `next`: it leaves the decision to the next tier. */
interface Branch {
  readonly action: 'accept' | 'deny' | 'pass' | 'next';
  readonly deciders: readonly Decider[];
  readonly doubts: readonly Doubt[];
}

/** What the policies of admins see, and what NetworkPolicies see: they differ in how they take pods of a node's network. */
export interface Sights {
  readonly admin: Sight;
  readonly networkPolicy: Sight;
}

/**
 * Every way in which policies may decide about a connection at one end: one, where all is known. The Admin tier is asked first, then
 * NetworkPolicies, which decide for each pod that one selects, then the Baseline tier; whatever nobody decides is allowed.
 * Source: network-policy-api v0.2.0, apis/v1alpha2/clusternetworkpolicy_types.go, Tier; kubernetes.io, "Network Policies".
 */
export function outcomesOf(direction: Direction, { admin, networkPolicy }: Sights): readonly Outcome[] {
  const { final, doubts, goesOn } = split('Admin', tierBranches('Admin', direction, admin));
  if (!goesOn) return final;
  const middle = networkPolicyBranches(direction, networkPolicy);
  const second = split('NetworkPolicy', middle, doubts);
  if (!second.goesOn) return [...final, ...second.final];
  const third = split('Baseline', tierBranches('Baseline', direction, admin), second.doubts);
  const open: readonly Outcome[] = third.goesOn ? [{ verdict: 'allowed', tier: 'none', deciders: [], doubts: third.doubts }] : [];
  return [...final, ...second.final, ...third.final, ...open];
}

function split(tier: Tier, branches: readonly Branch[], before: readonly Doubt[] = []) {
  const final = branches.flatMap(({ action, deciders, doubts }): readonly Outcome[] => {
    if (action !== 'accept' && action !== 'deny') return [];
    return [{ verdict: action === 'accept' ? 'allowed' : 'denied', tier, deciders, doubts: [...before, ...doubts] }];
  });
  const onward = branches.filter(({ action }) => action === 'pass' || action === 'next');
  const sure = onward.some(({ doubts }) => doubts.length === 0);
  return { final, goesOn: onward.length > 0, doubts: [...before, ...(sure ? [] : onward.flatMap(({ doubts }) => doubts))] };
}

/** Kinds that no implementation follows side by side: the order between their policies is not defined. */
const GENERATIONS: readonly (readonly AdminKind[])[] = [['AdminNetworkPolicy', 'BaselineAdminNetworkPolicy'], ['ClusterNetworkPolicy']];

function tierBranches(tier: 'Admin' | 'Baseline', direction: Direction, sight: Sight): readonly Branch[] {
  const generations = GENERATIONS.map((kinds) => {
    const known = kinds.map((kind) => sight.policies.admin(kind));
    const gaps = known.flatMap((one) => one.gaps);
    const policies = known.flatMap(({ items }) => items.filter((policy) => policy.tier === tier));
    const hidden: readonly (readonly Branch[])[] =
      gaps.length === 0 ? [] : [anything({ says: `not all ${kinds.join(' and ')} objects could be read`, gaps, unread: kinds[0] ?? '' })];
    const priorities = [...new Set(policies.map(({ priority }) => priority))].sort((a, b) => a - b);
    const groups = priorities.map((priority) =>
      unordered(
        policies.filter((policy) => policy.priority === priority).map((policy) => policyBranches(policy, direction, sight)),
        (names) => `${names} have the same priority and differ: which one decides is not defined`,
      ),
    );
    return inOrder([...hidden, ...groups]);
  });
  return unordered(generations, (names) => `${names} are of two generations and differ: which one decides depends on who enforces them`);
}

const NEXT: Branch = { action: 'next', deciders: [], doubts: [] };

function anything(doubt: Doubt): readonly Branch[] {
  return (['accept', 'deny', 'pass', 'next'] as const).map((action) => ({ action, deciders: [], doubts: [doubt] }));
}

/** The first of its rules that matches decides. */
function policyBranches(policy: Policy, direction: Direction, sight: Sight): readonly Branch[] {
  if (policy.directions[direction] === false || sight.subject.spec.hostNetwork) return [NEXT];
  const subject = isSubject(policy.subject, sight.subject, sight.policies);
  if (subject === false) return [NEXT];
  const branches: Branch[] = [];
  let doubts = doubtsOf(subject);
  for (const rule of policy.rules[direction]) {
    const match = ruleMatches(rule, sight);
    if (match === false) continue;
    const why = [...doubts, ...doubtsOf(match)];
    const actions = rule.action === 'unreadable' ? (['accept', 'deny', 'pass'] as const) : [rule.action];
    branches.push(...actions.map((action) => ({ action, deciders: [{ policy, rule }], doubts: why })));
    if (match === true) return subject === true ? branches : [...branches, { ...NEXT, doubts: subject.doubts }];
    doubts = why;
  }
  return branches.length === 0 ? [NEXT] : [...branches, { ...NEXT, doubts }];
}

/** What decides where the order is not defined: any of those that would. */
function unordered(all: readonly (readonly Branch[])[], describe: (names: string) => string): readonly Branch[] {
  const acting = all.map((branches) => branches.filter(({ action }) => action !== 'next')).filter((branches) => branches.length > 0);
  const silent = all.every((branches) => branches.some(({ action }) => action === 'next'));
  const next = silent
    ? [{ ...NEXT, doubts: all.flatMap((branches) => branches.find(({ action }) => action === 'next')?.doubts ?? []) }]
    : [];
  const merged = acting.flat();
  const names = new Set(merged.flatMap(({ deciders }) => deciders.map(({ policy }) => describeRef(policy.ref))));
  if (names.size < 2 || new Set(merged.map(({ action }) => action)).size < 2) return [...merged, ...next];
  const doubt: Doubt = { says: describe([...names].join(' and ')), gaps: [] };
  return [...merged.map((branch) => ({ ...branch, doubts: [...branch.doubts, doubt] })), ...next];
}

/** What decides where one is asked after the other. */
function inOrder(all: readonly (readonly Branch[])[], from = 0): readonly Branch[] {
  const branches = all[from];
  if (branches === undefined) return [NEXT];
  const next = branches.find(({ action }) => action === 'next');
  if (next === undefined) return branches;
  const later = inOrder(all, from + 1);
  if (branches.length === 1 && next.doubts.length === 0) return later;
  return [...branches.filter((branch) => branch !== next), ...later.map((one) => ({ ...one, doubts: [...next.doubts, ...one.doubts] }))];
}

/** The NetworkPolicies of a pod's namespace that isolate it in a direction, or may. */
export function isolating(direction: Direction, sight: Pick<Sight, 'subject' | 'policies'>) {
  const { items, gaps } = sight.policies.networkPolicies(sight.subject.metadata.namespace ?? '');
  const found = items.flatMap((policy) => {
    const about = policy.directions[direction];
    const match = about === false ? false : isSubject(policy.subject, sight.subject, sight.policies);
    if (match === false) return [];
    return [{ policy, doubts: [...doubtsOf(match), ...(typeof about === 'object' ? [about] : [])] }];
  });
  return { found, gaps };
}

/** Any rule of any policy that selects the pod accepts; if none does, the pod is isolated. Policies that nobody could read may do either. */
function networkPolicyBranches(direction: Direction, sight: Sight): readonly Branch[] {
  const { found, gaps } = isolating(direction, sight);
  const judged = found.map(({ policy, doubts }) => {
    const matches = policy.rules[direction]
      .map((rule) => ({ rule, match: ruleMatches(rule, sight) }))
      .filter(({ match }) => match !== false);
    return { policy, doubts, sure: matches.filter(({ match }) => match === true), maybe: matches.filter(({ match }) => match !== true) };
  });
  const certain = judged.filter(({ doubts }) => doubts.length === 0);
  const accepting = certain.flatMap(({ policy, sure }) => sure.map(({ rule }) => ({ policy, rule })));
  if (accepting.length > 0) return [{ action: 'accept', deciders: accepting, doubts: [] }];

  const hidden: readonly Doubt[] =
    gaps.length === 0 ? [] : [{ says: 'not all NetworkPolicies of the namespace could be read', gaps, unread: 'NetworkPolicy' }];
  const possible = judged.flatMap(({ policy, doubts, sure, maybe }) =>
    [...sure, ...maybe].map(({ rule, match }) => ({ decider: { policy, rule }, doubts: [...doubts, ...doubtsOf(match)] })),
  );
  const uncertain = judged.filter(({ doubts }) => doubts.length > 0);
  const denying = [...certain, ...uncertain.filter(({ sure }) => sure.length === 0)];
  const why = [...possible.flatMap(({ doubts }) => doubts), ...hidden];
  const accept: readonly Branch[] =
    why.length === 0 ? [] : [{ action: 'accept', deciders: possible.map(({ decider }) => decider), doubts: why }];
  const deny: readonly Branch[] =
    denying.length === 0 && hidden.length === 0
      ? []
      : [{ action: 'deny', deciders: denying.map(({ policy }) => ({ policy })), doubts: denyingDoubts(certain.length > 0, denying, why) }];
  const next: readonly Branch[] =
    certain.length > 0 ? [] : [{ ...NEXT, doubts: [...uncertain.flatMap(({ doubts }) => doubts), ...hidden] }];
  return [...accept, ...deny, ...next];
}

function denyingDoubts(isIsolated: boolean, denying: readonly { readonly doubts: readonly Doubt[] }[], why: readonly Doubt[]) {
  return isIsolated ? why : [...denying.flatMap(({ doubts }) => doubts), ...why];
}
