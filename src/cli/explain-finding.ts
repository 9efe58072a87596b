import { RETIRED_CODES } from '../audit/retired-codes.ts';
import { FLOW_RULES, LOOK_UP_RULES, RULES } from '../audit/rules/index.ts';
import { rulePage } from '../cluster/package-files.ts';
import { UsageError } from '../model/errors.ts';
import type { Code } from '../model/finding.ts';
import type { Io } from './io.ts';

/** Prints the page of a finding. Refuses (UsageError) a code that no rule has; a retired one is told with its reason. */
export function runExplainFinding(code: string, io: Io): number {
  const wanted = code.toUpperCase() as Code;
  const retired = RETIRED_CODES[wanted];
  if (retired !== undefined) {
    io.out(`${wanted} is no longer reported: ${retired}\n`);
    return 0;
  }
  const known = [...RULES, ...FLOW_RULES, ...LOOK_UP_RULES].map((rule) => rule.code).sort();
  if (!known.includes(wanted)) throw new UsageError(`unknown finding "${code}"; known are ${known.join(', ')}`);
  io.out(rulePage(wanted));
  return 0;
}
