import type { Code } from '../model/finding.ts';

/** Codes that were published once and must never be given to another rule, each with the reason. */
export const RETIRED_CODES: Readonly<Partial<Record<Code, string>>> = {};
