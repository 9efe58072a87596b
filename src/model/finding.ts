import type { Evidence, JsonScalar } from './evidence.ts';
import type { ObjectRef } from './object-ref.ts';

/** `NX1002`: the first digit is the area (1 Service and EndpointSlice … 9 our own reading). Never reused. */
export type Code = `NX${number}`;

/** How bad: traffic stops; traffic suffers or a likely mistake; worth knowing. */
export type Severity = 'error' | 'warning' | 'info';

/** How sure: shown by the objects; a strong sign; depends on a stated assumption. */
export type Proof = 'certain' | 'likely' | 'assumed';

/** One thing that is wrong, or worth knowing, with its evidence and what to do about it. */
export interface Finding {
  readonly code: Code;
  readonly title: string;
  readonly severity: Severity;
  readonly proof: Proof;
  readonly subject: ObjectRef;
  /** The values that the message is made of. */
  readonly args: Readonly<Record<string, JsonScalar>>;
  readonly message: string;
  readonly remedy: string;
  readonly evidence: readonly [Evidence, ...Evidence[]];
  /** Codes that would be reported of the same object were this one not their cause. */
  readonly follows: readonly Code[];
}

/** From worst to least. */
export const SEVERITIES = ['error', 'warning', 'info'] as const satisfies readonly Severity[];

/** Whether `severity` is at least as bad as `threshold`. */
export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold);
}
