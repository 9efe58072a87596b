import type { AuditQuestion, AuditReport } from '../../model/audit-report.ts';
import { indexSnapshot } from '../../model/cluster-index.ts';
import { UsageError } from '../../model/errors.ts';
import type { ClusterSnapshot } from '../../model/snapshot.ts';
import { parseSelector } from '../../model/values/label-selector.ts';
import { type ReadingPlan, restrict } from '../reading-plan.ts';
import { type Exception, parseExceptions } from './exceptions.ts';
import { auditReadingPlan } from './plan.ts';
import { auditReport } from './report.ts';
import { chosenRules, codesOf, leastSeverity, type RuleChoice } from './rule-choice.ts';
import type { AuditSelection } from './subjects.ts';

export { type Exception, parseExceptions } from './exceptions.ts';
export { AUDIT_SCOPES } from './rule-choice.ts';

/** What to audit: the rules, and the objects of a namespace (`default` when left out) or of all. */
export interface AuditQuery extends RuleChoice {
  readonly namespace?: string;
  readonly allNamespaces?: boolean;
  /** Only objects with these labels, in the syntax of `kubectl -l`. */
  readonly selector?: string;
  /** Findings that are fine, as somebody has reviewed. */
  readonly exceptions?: readonly Exception[];
  /** Identities of findings that are known: only others are told. */
  readonly baseline?: readonly string[];
  /** Whether the Secrets that Ingresses and Gateways name for TLS are read, one by one, for facts about their certificates. */
  readonly readSecrets?: boolean;
}

/** What an audit reads. Refuses (UsageError) a malformed selector and codes that are no finding of an audit. */
export function auditPlan(query: AuditQuery): ReadingPlan {
  return auditReadingPlan(chosenRules(query), selectionOf(query), query.readSecrets);
}

/**
 * Judges all objects of a namespace or of the cluster by all rules, worst findings first.
 * @throws UsageError for a malformed selector and codes that are no finding of an audit; InputError for a malformed exception
 */
export function audit(cluster: ClusterSnapshot, query: AuditQuery = {}): AuditReport {
  const rules = chosenRules(query);
  const selection = selectionOf(query);
  const { exceptions = [], baseline, readSecrets } = query;
  const input = { question: questionOf(query, selection), rules, selection, exceptions: parseExceptions(exceptions), baseline };
  return auditReport(input, restrict(indexSnapshot(cluster), auditReadingPlan(rules, selection, readSecrets)), cluster);
}

/** Everything that a later audit need not tell again: the identities of the findings, those known before included, sorted. */
export function baselineOf({ findings, baseline }: Pick<AuditReport, 'findings' | 'baseline'>): readonly string[] {
  return [...new Set([...findings.map(({ identity }) => identity), ...(baseline?.known ?? [])])].sort();
}

function questionOf(query: AuditQuery, { namespace }: AuditSelection): AuditQuestion {
  const { scope, selector, rules = [], exclude = [] } = query;
  return {
    ...(scope === undefined ? {} : { scope }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(selector === undefined ? {} : { selector }),
    severity: leastSeverity(query),
    ...(rules.length === 0 ? {} : { rules: codesOf(rules) }),
    ...(exclude.length === 0 ? {} : { exclude: codesOf(exclude) }),
  };
}

/** Which objects a question means. Refuses (UsageError) a malformed selector. */
export function selectionOf({
  namespace = 'default',
  allNamespaces = false,
  selector,
}: Pick<AuditQuery, 'namespace' | 'allNamespaces' | 'selector'>): AuditSelection {
  const labels = selector === undefined ? undefined : parseSelector(selector);
  if (selector !== undefined && labels === undefined) throw new UsageError(`unable to parse requirement: "${selector}"`);
  return { ...(allNamespaces ? {} : { namespace }), ...(labels === undefined ? {} : { labels }) };
}
