import type { MatrixCell, MatrixReason } from '../model/matrix-report.ts';
import { describeRef } from '../model/object-ref.ts';

/** Why connections are not allowed, at whichever end; empty for those that are. */
export function reasonWords({ reasons }: Pick<MatrixCell, 'reasons'>): string {
  return [...new Set(reasons.flatMap(wordsOf))].join('; ');
}

const WAYS = { ingress: 'in', egress: 'out' } as const;

function wordsOf({ direction, verdict, decidedBy, doubts }: MatrixReason): readonly string[] {
  if (verdict === 'unknown') return doubts;
  const isolating = decidedBy.filter(({ rule }) => rule === undefined).map(({ policy }) => describeRef(policy));
  const denying = decidedBy.flatMap(({ policy, rule }) => (rule === undefined ? [] : [`${describeRef(policy)} ${rule}`]));
  const way = WAYS[direction];
  return [
    ...(isolating.length === 0 ? [] : [`no rule of ${isolating.join(', ')} lets them ${way}`]),
    ...(denying.length === 0 ? [] : [`${denying.join(', ')} does not let them ${way}`]),
  ];
}
