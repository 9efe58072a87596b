import type { ExpectedCondition, Truth } from '../../model/gateway-status.ts';
import type { Gap } from '../../model/listing.ts';

export type { Truth } from '../../model/gateway-status.ts';

/** What a condition must be by the specification, and what could not be read for it. */
export interface Judgement extends ExpectedCondition {
  readonly gaps: readonly Gap[];
}

/** A judgement from what was read. */
export function judged(holds: Truth, reason: string, says: string, gaps: readonly Gap[] = []): Judgement {
  return { holds, reason, says, gaps };
}

/** Whether all of it holds. */
export function allOf(truths: readonly Truth[]): Truth {
  return truths.includes('no') ? 'no' : truths.includes('unknown') ? 'unknown' : 'yes';
}

/** Whether some of it holds. */
export function anyOf(truths: readonly Truth[]): Truth {
  return truths.includes('yes') ? 'yes' : truths.includes('unknown') ? 'unknown' : 'no';
}
