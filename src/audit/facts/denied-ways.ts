import type { Evidence } from '../../model/evidence.ts';
import type { Proof } from '../../model/finding.ts';
import { describeRef, type ObjectRef } from '../../model/object-ref.ts';
import type { DestinationPolicy } from '../../model/path-report.ts';
import type { PolicyVerdict } from '../../model/policy-verdict.ts';
import type { PolicedArrival, PolicedWays } from '../flow-rule.ts';

/** A way that ends at something that policies have a say about. */
export type JudgedWay = PolicedArrival & { readonly policy: DestinationPolicy };

/** The ways that policies have a say about. */
export function judgedWays({ arrivals }: PolicedWays): readonly JudgedWay[] {
  return arrivals.filter((way): way is JudgedWay => way.policy !== undefined);
}

/** Whether policies deny a way, at either end. */
export function isDenied({ policy: { egress, ingress } }: JudgedWay): boolean {
  return egress.verdict === 'denied' || ingress.verdict === 'denied';
}

/** Whether all ways of a sender, of which there are some, are denied. */
export function areAllDenied(policed: PolicedWays): boolean {
  const ways = judgedWays(policed);
  return ways.length === policed.arrivals.length && ways.every(isDenied);
}

/** How sure it is that what policies deny does not arrive: that stands on the assumption that something enforces them, where nobody knows. */
export function proofOf({ enforced }: PolicedWays): Proof {
  return enforced === true ? 'certain' : 'assumed';
}

/** Why ways are denied: at which ends, by what, and which rule comes nearest to letting them pass. */
export interface Denial {
  /** The policy that decides; where both ends deny, that of the sender. */
  readonly policy: ObjectRef;
  readonly side: 'egress' | 'ingress' | 'both';
  /** As a sentence goes on: `egress: NetworkPolicy a/deny isolates …`. */
  readonly why: string;
  readonly nearest: string | null;
  readonly evidence: readonly [Evidence, ...Evidence[]];
}

/** The first reason of each end; undefined where none of the ways is denied. */
export function denialOf(ways: readonly JudgedWay[]): Denial | undefined {
  const at = (direction: 'egress' | 'ingress') => ways.map(({ policy }) => policy[direction]).find(({ verdict }) => verdict === 'denied');
  const [egress, ingress] = [at('egress'), at('ingress')];
  const told = [...endOf('egress', egress), ...endOf('ingress', ingress)];
  const [first, ...others] = told;
  if (first === undefined) return undefined;
  const nearest = told.flatMap((one) => one.nearest);
  return {
    policy: first.policy,
    side: others.length > 0 ? 'both' : egress === undefined ? 'ingress' : 'egress',
    why: told.map(({ why }) => why).join('; '),
    nearest: nearest.length === 0 ? null : nearest.join('; '),
    evidence: [first.evidence, ...others.map(({ evidence }) => evidence)],
  };
}

function endOf(direction: 'egress' | 'ingress', verdict: PolicyVerdict | undefined) {
  const deciding = (verdict?.decidedBy ?? []).filter(({ policy }) => policy !== undefined);
  return deciding.slice(0, 1).flatMap(({ policy, rule, says, evidence }) => {
    if (policy === undefined) return [];
    const nearest = verdict?.nearest;
    const others = deciding.length > 1 ? ` (and ${deciding.length - 1} more)` : '';
    const [shown = { object: policy, field: rule ?? 'spec', says }] = evidence;
    const near =
      nearest === undefined
        ? []
        : [`${describeRef(nearest.policy)} ${nearest.rule}: ${nearest.differences.map((difference) => difference.says).join(', and ')}`];
    return [{ policy, why: `${direction}: ${says}${others}`, nearest: near, evidence: shown }];
  });
}
