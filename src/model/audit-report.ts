import type { Code, Finding, Severity } from './finding.ts';
import type { Kind } from './kind.ts';
import type { ObjectRef } from './object-ref.ts';
import type { ReportBase } from './report.ts';
import type { SourceLocation } from './snapshot.ts';

/** A part of the audit: Services, their endpoints and what they open; names; Ingresses; the Gateway API; nodes and address ranges. */
export type AuditScope = 'services' | 'dns' | 'ingress' | 'gateway' | 'policy' | 'nodes';

/** What was audited. `namespace` absent: all namespaces; `scope` absent: everything. */
export interface AuditQuestion {
  readonly scope?: AuditScope;
  readonly namespace?: string;
  readonly selector?: string;
  /** The least severity that is told. */
  readonly severity: Severity;
  readonly rules?: readonly Code[];
  readonly exclude?: readonly Code[];
}

/** A finding of an audit. */
export interface AuditFinding extends Finding {
  /** What stays the same from one audit to the next as long as the cause does: code, object, and which part of it (a port, an address). */
  readonly identity: string;
  /** What controls the pod that it is about: `Deployment a/web`. */
  readonly workload?: string;
  /** Where its object stands, for input from files. */
  readonly source?: SourceLocation;
}

/** So many objects of a kind were looked at. */
export interface Examined {
  readonly kind: Kind;
  readonly count: number;
}

/**
 * Why a rule was not judged: its objects or what it looks at may not be read, or could not be (`unread`); the input does not have it
 * (`not-given`) or the server does not (`not-served`); it needs all namespaces (`namespace`); it is only read where the question says so (`not-asked`).
 */
export type SkipReason = 'unread' | 'not-given' | 'not-served' | 'namespace' | 'not-asked';

/** A rule that was judged. */
export interface JudgedRule {
  readonly code: Code;
  readonly title: string;
  readonly severity: Severity;
}

/** A rule that could not be judged, for all objects or for some. */
export interface SkippedRule extends JudgedRule {
  readonly reason: SkipReason;
  readonly why: string;
  /** How many objects it was not judged for; absent where it was judged for none. */
  readonly objects?: number;
}

/** Who said that a finding is fine: the file of exceptions, or an annotation of the object. */
export type ExceptionSource = 'file' | 'annotation';

/** A finding that is not told, since somebody reviewed it. */
export interface ExceptedFinding {
  readonly code: Code;
  readonly severity: Severity;
  readonly subject: ObjectRef;
  readonly message: string;
  readonly identity: string;
  readonly reason: string;
  /** The last day on which it holds: YYYY-MM-DD. */
  readonly expires?: string;
  readonly by: ExceptionSource;
}

/** An exception that hides nothing, and why. `object` is written as in the file: `Service a/foo`; `code` is absent where it cannot be read. */
export interface IdleException {
  readonly code?: string;
  readonly object: string;
  readonly reason: string;
  readonly expires?: string;
  readonly by: ExceptionSource;
  /** `expired`: its last day is over. `unused`: the audit has no such finding. `invalid`: it cannot be read; `reason` says why. */
  readonly state: 'expired' | 'unused' | 'invalid';
}

/** How the findings compare with an earlier audit. */
export interface BaselineComparison {
  /** The identities of findings that were there already and are not told again. */
  readonly known: readonly string[];
  /** Those that the baseline has, and that are gone though their rules were judged. */
  readonly gone: readonly string[];
}

/** What rules said of a cluster: the part of an audit that other programs read. */
export type JudgedFindings = Pick<AuditReport, 'findings' | 'rules' | 'skipped' | 'excepted'>;

/** The findings of all rules over a cluster, or a part of it, worst first. */
export interface AuditReport extends ReportBase<'Audit', AuditQuestion, 'clean' | 'findings' | 'unknown'> {
  readonly findings: readonly AuditFinding[];
  readonly counts: Readonly<Record<Severity, number>>;
  /** The rules that were judged, where there was something to judge. */
  readonly rules: readonly JudgedRule[];
  readonly examined: readonly Examined[];
  readonly skipped: readonly SkippedRule[];
  readonly excepted: readonly ExceptedFinding[];
  readonly idleExceptions: readonly IdleException[];
  readonly baseline?: BaselineComparison;
}
