import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where the rules are. */
export const RULES_FOLDER = join(import.meta.dirname, '../../src/audit/rules');

/** The folder of the rule that has a code. */
export function ruleFolder(code: string): string {
  const name = readdirSync(RULES_FOLDER).find((one) => one.startsWith(`${code.toLowerCase()}-`));
  if (name === undefined) throw new Error(`src/audit/rules has no folder for ${code}`);
  return join(RULES_FOLDER, name);
}
