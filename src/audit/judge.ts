import type { ClusterIndex } from '../model/cluster-index.ts';
import type { Code, Finding } from '../model/finding.ts';
import { SEVERITIES } from '../model/finding.ts';
import type { Kind } from '../model/kind.ts';
import type { Gap } from '../model/listing.ts';
import { describeRef, nameOf, type ObjectRef, refTo } from '../model/object-ref.ts';
import type { Resource } from '../model/resources/index.ts';
import { groupBy } from './facts/group-by.ts';
import { type Args, examinedKinds, type Hit, type Rule, type Unjudged } from './rule.ts';

/** A rule that could not be judged for an object, and what was missing. */
export interface Skipped {
  readonly code: Code;
  readonly title: string;
  readonly subject: ObjectRef;
  readonly gaps: readonly Gap[];
}

export interface Judgement {
  readonly findings: readonly Finding[];
  readonly skipped: readonly Skipped[];
}

/** The rules that what was read suffices for: those without `wholeKinds`, and those whose kinds were read whole. */
export function judgeable(rules: readonly Rule[], cluster: ClusterIndex): readonly Rule[] {
  return rules.filter(({ wholeKinds = [] }) => wholeKinds.every((kind) => cluster.covers({ kind })));
}

/** The rules that have something to add where a single object is explained. */
export function explaining(rules: readonly Rule[]): readonly Rule[] {
  return rules.filter(({ auditOnly }) => auditOnly !== true);
}

/**
 * Runs the rules whose subject is `kind` over some objects of that kind. Findings come worst first; one that only follows from
 * another of the same object is left out and named in that one's `follows`.
 */
export function judge<K extends Kind>(rules: readonly Rule[], kind: K, subjects: readonly Resource<K>[], cluster: ClusterIndex): Judgement {
  const findings: Finding[] = [];
  const skipped: Skipped[] = [];
  for (const rule of rules.filter((one) => examinedKinds(one).includes(kind))) {
    for (const item of subjects) {
      for (const result of rule.check(item, cluster, kind)) {
        const subject = refTo(kind, item.metadata);
        if (isHit(result)) findings.push(findingOf(rule, subject, result));
        else skipped.push({ code: rule.code, title: rule.title, subject, gaps: result.unjudged });
      }
    }
  }
  return { findings: rootCauses(findings, rules), skipped };
}

/** Whether a rule's condition holds, rather than being unknown. */
export function isHit(result: Hit<Args> | Unjudged): result is Hit<Args> {
  return 'evidence' in result;
}

/** The finding that a hit makes. */
export function findingOf(
  rule: Pick<Rule, 'code' | 'title' | 'severity' | 'proof' | 'message' | 'remedy'>,
  examined: ObjectRef,
  hit: Hit<Args>,
): Finding {
  const { code, title, severity } = rule;
  const { args, evidence, subject = examined, proof = rule.proof } = hit;
  return { code, title, severity, proof, subject, args, message: rule.message(args), remedy: rule.remedy(args), evidence, follows: [] };
}

/** Leaves out what only follows from another finding of the same object, and names it there; worst first. */
export function rootCauses(findings: readonly Finding[], rules: readonly Pick<Rule, 'code' | 'causes'>[]): readonly Finding[] {
  const causedBy = new Map(rules.map((rule) => [rule.code, rule.causes]));
  const explains = (cause: Finding, effect: Finding) =>
    samePart(cause.args, effect.args) && (causedBy.get(cause.code) ?? []).includes(effect.code);
  return [...groupBy(findings, ({ subject }) => describeRef(subject)).values()]
    .flatMap((own) =>
      own
        .filter((effect) => !own.some((cause) => explains(cause, effect)))
        .map((cause) => {
          const effects = own.filter((effect) => explains(cause, effect)).map((effect) => effect.code);
          return { ...cause, follows: [...new Set(effects)].sort() };
        }),
    )
    .sort(bySeverity);
}

/** Findings about two different ports, backends or entries of one object never explain each other. */
function samePart(a: Args, b: Args): boolean {
  return ['port', 'backend', 'entry'].every((part) => a[part] === undefined || b[part] === undefined || a[part] === b[part]);
}

function bySeverity(a: Finding, b: Finding): number {
  const rank = SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
  const text = (finding: Finding) => `${finding.code} ${nameOf(finding.subject)} ${finding.message}`;
  return rank !== 0 ? rank : text(a) < text(b) ? -1 : Number(text(a) > text(b));
}
