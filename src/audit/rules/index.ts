import type { Rule } from '../rule.ts';
import selectorMatchesNoPod from './nx1002-selector-matches-no-pod/rule.ts';

/** Every rule, in the order of their codes. */
export const RULES = [selectorMatchesNoPod] as unknown as readonly Rule[];
