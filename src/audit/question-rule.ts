import type { ClusterIndex } from '../model/cluster-index.ts';
import type { Code, Finding, Proof, Severity } from '../model/finding.ts';
import type { Kind } from '../model/kind.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import { findingOf, isHit, type Judgement, rootCauses, type Skipped } from './judge.ts';
import type { Args, Hit, Unjudged } from './rule.ts';

/** The rule's condition holds, and which object it is about. */
export interface QuestionHit<A extends Args> extends Hit<A> {
  readonly subject: ObjectRef;
}

/** One thing that can be wrong with, or worth knowing of, what a question met. Otherwise like a Rule. */
export interface QuestionRule<Subject extends string, Facts, A extends Args = Args> {
  readonly code: Code;
  readonly title: string;
  readonly severity: Severity;
  readonly proof: Proof;
  readonly subject: Subject;
  /** The kinds that `check` asks the index for. It only looks at what answering the question has read. */
  readonly reads: readonly Kind[];
  readonly causes: readonly Code[];
  check(facts: Facts, cluster: ClusterIndex): readonly (QuestionHit<A> | Unjudged)[];
  message(args: A): string;
  remedy(args: A): string;
}

/** Runs such rules over everything that a question met; a finding that several share is told once. */
export function judgeQuestion<Facts>(
  rules: readonly QuestionRule<string, Facts>[],
  met: readonly Facts[],
  subjectOf: (facts: Facts) => ObjectRef,
  cluster: ClusterIndex,
): Judgement {
  const findings = new Map<string, Finding>();
  const skipped: Skipped[] = [];
  for (const rule of rules) {
    for (const facts of met) {
      for (const result of rule.check(facts, cluster)) {
        if (isHit(result)) {
          const finding = findingOf(rule, (result as QuestionHit<Args>).subject, result);
          findings.set(JSON.stringify([finding.code, finding.subject, finding.args]), finding);
        } else {
          skipped.push({ code: rule.code, title: rule.title, subject: subjectOf(facts), gaps: result.unjudged });
        }
      }
    }
  }
  return { findings: rootCauses([...findings.values()], rules), skipped };
}
