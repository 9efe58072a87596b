import type { Gap } from '../../model/listing.ts';

/** Whether something is so; unknown where it could not be read, or where the specification leaves it to the implementation. */
export type Truth = 'yes' | 'no' | 'unknown';

/** What a condition must be by the specification, with the API's reason, a sentence, and what could not be read for it. */
export interface Judgement {
  readonly holds: Truth;
  readonly reason: string;
  readonly says: string;
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
