import {
  ADMIN_KINDS,
  type Direction,
  isSubject,
  type Policies,
  type Policy,
  type Population,
  podsAlike,
  subjectSelectors,
} from '../../engines/policy/index.ts';
import type { Gap } from '../../model/listing.ts';
import type { OtherPolicyReport } from '../../model/network-policy-report.ts';
import type { Pod } from '../../model/resources/pod.ts';
import { coveredPods, isWhole } from './pods.ts';

/** The other policies about some of the pods of a policy, and what could not be read of them. */
export interface Others {
  readonly others: readonly OtherPolicyReport[];
  /** Whether it is sure that no other policy of its tier is about its pods. */
  readonly alone: 'yes' | 'no' | 'unknown';
  readonly othersGaps: readonly Gap[];
}

const DIRECTIONS = ['ingress', 'egress'] as const satisfies readonly Direction[];

/** Looks for other policies about the same pods: for a NetworkPolicy those of its namespace, and for all of them those of administrators. */
export function othersOf(policy: Policy, population: Population, policies: Policies): Others {
  const subjects = coveredPods(population);
  const { namespace } = policy.ref;
  const near = namespace === undefined ? { items: [], gaps: [] } : policies.networkPolicies(namespace);
  const admin = ADMIN_KINDS.map((kind) => policies.admin(kind));
  const candidates = [...near.items, ...admin.flatMap(({ items }) => items)].filter((one) => one !== policy);
  const classes = podsAlike(subjects, { selectors: subjectSelectors(candidates), ports: false });
  const judged = candidates.map((one) => overlap(policy, one, classes, policies));
  const told = judged.filter(({ report }) => report.pods > 0 && report.directions.length > 0);
  const own = policy.tier === 'NetworkPolicy' ? near.gaps : admin.flatMap(({ gaps }) => gaps);
  const isOpen = own.length > 0 || !isWhole(population) || judged.some(({ tier, isOpen }) => isOpen && tier === policy.tier);
  return {
    others: told.map(({ report }) => report),
    alone: told.some(({ tier }) => tier === policy.tier) ? 'no' : isOpen ? 'unknown' : 'yes',
    othersGaps: [...new Set([...near.gaps, ...admin.flatMap(({ gaps }) => gaps)])],
  };
}

interface Overlap {
  readonly tier: Policy['tier'];
  readonly report: OtherPolicyReport;
  /** Whether it may be about more of the pods. */
  readonly isOpen: boolean;
}

function overlap(policy: Policy, other: Policy, classes: readonly (readonly [Pod, ...Pod[]])[], policies: Policies): Overlap {
  const directions = DIRECTIONS.filter((one) => policy.directions[one] !== false && other.directions[one] !== false);
  const matches = classes.map((pods) => ({ pods: pods.length, match: isSubject(other.subject, pods[0], policies) }));
  const order = orderOf(policy, other);
  return {
    tier: other.tier,
    report: {
      policy: other.ref,
      directions,
      pods: matches.reduce((sum, { pods, match }) => sum + (match === true ? pods : 0), 0),
      ...(order === undefined ? {} : { order }),
    },
    isOpen: directions.length > 0 && matches.some(({ match }) => typeof match !== 'boolean'),
  };
}

const TIERS = ['Admin', 'NetworkPolicy', 'Baseline'] as const satisfies readonly Policy['tier'][];

/** Which of two policies is asked first, in words; NetworkPolicies add up. */
function orderOf(policy: Policy, other: Policy): string | undefined {
  if (policy.tier !== other.tier) {
    if (TIERS.indexOf(other.tier) > TIERS.indexOf(policy.tier)) return `asked after this one, in tier ${other.tier}`;
    return `asked before this one, in tier ${other.tier}`;
  }
  if (policy.tier === 'NetworkPolicy') return undefined;
  if (isNewer(policy) !== isNewer(other)) return 'of another generation of the API: which one is asked first depends on who enforces them';
  if (policy.priority === other.priority) return `has the same priority: which one is asked first is not defined`;
  return `asked ${other.priority < policy.priority ? 'before' : 'after'} this one: its priority is ${other.priority}`;
}

function isNewer({ ref }: Policy): boolean {
  return ref.kind === 'ClusterNetworkPolicy';
}
