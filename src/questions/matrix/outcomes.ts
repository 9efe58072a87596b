import { type BriefVerdict, bothEnds } from '../../engines/policy/index.ts';
import type { MatrixReason, MatrixVerdict } from '../../model/matrix-report.ts';

/** What becomes of a connection, and why. */
export interface Outcome {
  readonly verdict: MatrixVerdict;
  readonly reasons: readonly MatrixReason[];
}

/** Outcomes by numbers; those that are told alike have one. */
export interface Outcomes {
  readonly items: readonly Outcome[];
  /** What the verdicts of both ends come to; undefined for an end outside the cluster, of which nothing is asked. */
  of(egress: BriefVerdict | undefined, ingress: BriefVerdict | undefined): number;
}

/** Numbers outcomes in the order in which they first come. */
export function numberedOutcomes(): Outcomes {
  const items: Outcome[] = [];
  const numbers = new Map<string, number>();
  return {
    items,
    of(egress, ingress) {
      const outcome = outcomeOf(egress, ingress);
      const key = JSON.stringify(outcome);
      const number = numbers.get(key) ?? items.push(outcome) - 1;
      numbers.set(key, number);
      return number;
    },
  };
}

function outcomeOf(egress: BriefVerdict | undefined, ingress: BriefVerdict | undefined): Outcome {
  const verdict = bothEnds(egress?.verdict ?? 'allowed', ingress?.verdict ?? 'allowed');
  const reasons = [...reasonsOf('egress', verdict, egress), ...reasonsOf('ingress', verdict, ingress)];
  const byAddress = [egress, ingress].every((one) => one?.verdict !== 'unknown' || one.doubts.every(({ ofAddress }) => ofAddress === true));
  const isOutside = egress === undefined || ingress === undefined;
  return { verdict: verdict === 'unknown' && isOutside && byAddress ? 'mixed' : verdict, reasons };
}

/** Where one end denies, what the other does not know decides nothing. */
function reasonsOf(direction: MatrixReason['direction'], verdict: MatrixVerdict, told: BriefVerdict | undefined): readonly MatrixReason[] {
  if (told === undefined || told.verdict === 'allowed' || told.verdict !== verdict) return [];
  return [{ direction, verdict: told.verdict, decidedBy: told.decidedBy, doubts: told.doubts.map(({ says }) => says) }];
}
