import { RETIRED_CODES } from '../../audit/retired-codes.ts';
import { examinedKinds, type Rule } from '../../audit/rule.ts';
import { FLOW_RULES, LOOK_UP_RULES, RULES } from '../../audit/rules/index.ts';
import type { AuditScope } from '../../model/audit-report.ts';
import { UsageError } from '../../model/errors.ts';
import { type Code, isAtLeast, type Severity } from '../../model/finding.ts';
import type { Kind } from '../../model/kind.ts';

/** Which rules are wanted. */
export interface RuleChoice {
  /** Everything where left out. */
  readonly scope?: AuditScope;
  /** The least severity that is told; where left out, `warning`, or any for `all` and for rules that are named. */
  readonly severity?: Severity;
  /** Rules that are for information alone, too. */
  readonly all?: boolean;
  /** Only these, by code. */
  readonly rules?: readonly string[];
  /** All but these. */
  readonly exclude?: readonly string[];
}

/** The parts of the audit, and the areas of findings (the first digit of a code) that each has. */
const AREAS: Readonly<Record<AuditScope, readonly string[]>> = {
  services: ['1', '7'],
  dns: ['2'],
  ingress: ['3'],
  gateway: ['4'],
  policy: ['5'],
  nodes: ['6'],
};

/** The words for parts of the audit. */
export const AUDIT_SCOPES = Object.keys(AREAS) as readonly AuditScope[];

/** The least severity that a choice lets through. */
export function leastSeverity({ severity, all = false, rules = [] }: RuleChoice): Severity {
  return severity ?? (all || rules.length > 0 ? 'info' : 'warning');
}

/**
 * The rules that a choice means.
 * @throws UsageError for a code that no finding about an object has
 */
export function chosenRules(choice: RuleChoice): readonly Rule[] {
  const { scope, rules = [], exclude = [] } = choice;
  const wanted = codesOf(rules);
  const unwanted = codesOf(exclude);
  const least = leastSeverity(choice);
  return RULES.filter(
    (rule) =>
      (scope === undefined || isAbout(scope, rule)) &&
      (rules.length === 0 || wanted.includes(rule.code)) &&
      !unwanted.includes(rule.code) &&
      isAtLeast(rule.severity, least),
  ).map((rule) => (scope === undefined ? rule : narrowed(rule, scope)));
}

/** The objects that two parts are about: what is wrong with them is told there, whatever its area, and in no other part. */
const OBJECTS: { readonly [S in AuditScope]?: readonly Kind[] } = { ingress: ['Ingress'], gateway: ['Gateway', 'ListenerSet'] };

function isAbout(scope: AuditScope, rule: Rule): boolean {
  const kinds = examinedKinds(rule);
  const examines = (own: readonly Kind[] = []) => own.some((kind) => kinds.includes(kind));
  if (examines(OBJECTS[scope])) return true;
  return AREAS[scope].some((area) => rule.code.startsWith(`NX${area}`)) && !Object.values(OBJECTS).some(examines);
}

/** A rule that examines the objects of several parts, without those of the others. */
function narrowed(rule: Rule, scope: AuditScope): Rule {
  const others = Object.entries(OBJECTS).flatMap(([other, kinds]) => (other === scope ? [] : kinds));
  const kinds = examinedKinds(rule);
  return kinds.some((kind) => others.includes(kind)) ? { ...rule, subject: kinds.filter((kind) => !others.includes(kind)) } : rule;
}

/** Codes as they are written, in any case. Refuses (UsageError) what is no finding of an audit. */
export function codesOf(words: readonly string[]): readonly Code[] {
  return words.map((word) => {
    const code = word.toUpperCase();
    const rule = RULES.find((one) => one.code === code);
    if (rule !== undefined) return rule.code;
    if (Object.hasOwn(RETIRED_CODES, code)) throw new UsageError(`${code} is no longer a finding`);
    if (FLOW_RULES.some((one) => one.code === code)) throw new UsageError(`${code} is a finding of "path", not of "audit"`);
    if (LOOK_UP_RULES.some((one) => one.code === code)) throw new UsageError(`${code} is a finding of "dns", not of "audit"`);
    throw new UsageError(`unknown finding "${word}"`);
  });
}
