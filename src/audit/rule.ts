import type { ClusterIndex } from '../model/cluster-index.ts';
import type { Evidence, JsonScalar } from '../model/evidence.ts';
import type { Code, Proof, Severity } from '../model/finding.ts';
import type { Kind } from '../model/kind.ts';
import type { Gap } from '../model/listing.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { Resource } from '../model/resources/index.ts';

/** The values that a finding's sentences are made of. */
export type Args = Readonly<Record<string, JsonScalar>>;

/** The rule's condition holds. `subject` is given where the finding is about another object than the one examined. */
export interface Hit<A extends Args> {
  readonly args: A;
  readonly evidence: readonly [Evidence, ...Evidence[]];
  readonly subject?: ObjectRef;
  /** How sure it is, where that is less than what the rule promises. */
  readonly proof?: Proof;
}

/** Whether the condition holds could not be known: what was missing. */
export interface Unjudged {
  readonly unjudged: readonly Gap[];
}

/**
 * One thing that can be wrong with an object of kind `subject`. `check` only decides and shows evidence; all prose is in `message`
 * and `remedy`. It has no I/O and no clock (`cluster.takenAt` is now).
 */
export interface Rule<K extends Kind = Kind, A extends Args = Args> {
  readonly code: Code;
  /** A few words, as a heading. */
  readonly title: string;
  readonly severity: Severity;
  readonly proof: Proof;
  /** The kind that it examines, or several that it examines alike. */
  readonly subject: K | readonly K[];
  /** The kinds that `check` asks the index for; the harness proves that it is neither more nor less. */
  readonly reads: readonly Kind[];
  /**
   * Kinds of which `check` wants every object of the cluster. Such a rule is judged by audits, and elsewhere only where all of them were
   * read anyway: what is asked of one object must not cost a reading of the whole cluster.
   */
  readonly wholeKinds?: readonly Kind[];
  /**
   * Judged by audits alone: what it tells stands in the explanation of the object anyway, or wants more than explaining it reads.
   */
  readonly auditOnly?: true;
  /** Whether all that `check` looks at of a Pod stands in a pod template, so that it holds for workloads that have no pods yet. */
  readonly holdsForTemplates?: true;
  /** Codes that report, of the same object, only what follows from this one: they are then left out. */
  readonly causes: readonly Code[];
  /** Codes that report, of other objects, only what follows from this one; audits, which judge both, then leave them out. */
  readonly causesElsewhere?: readonly Code[];
  /** @param kind the kind of `subject`, for rules that examine several */
  check(subject: Resource<K>, cluster: ClusterIndex, kind: K): readonly (Hit<A> | Unjudged)[];
  message(args: A): string;
  remedy(args: A): string;
}

/** Declares a rule; only here for its types. */
export function defineRule<K extends Kind, const A extends Args>(rule: Rule<K, A>): Rule<K, A> {
  return rule;
}

/** The kinds that a rule examines. */
export function examinedKinds({ subject }: Pick<Rule, 'subject'>): readonly Kind[] {
  return typeof subject === 'string' ? [subject] : subject;
}

/** The answer of a rule that could not see what it needs. */
export function unjudged(gaps: readonly Gap[]): readonly [Unjudged] {
  return [{ unjudged: gaps }];
}
