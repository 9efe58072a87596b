import type { AuditQuestion, AuditReport, SkippedRule } from '../../model/audit-report.ts';
import { SEVERITIES, type Severity } from '../../model/finding.ts';

interface SummaryInput {
  readonly question: AuditQuestion;
  readonly outcome: AuditReport['outcome'];
  readonly counts: Readonly<Record<Severity, number>>;
  readonly skipped: readonly SkippedRule[];
  readonly excepted: number;
  readonly known: number;
}

/** The verdict in one line: how many findings, where, and what could not be judged. */
export function summaryOf({ question, outcome, counts, skipped, excepted, known }: SummaryInput): string {
  // Where the server does not have a kind, there is nothing of it to judge; and what nobody asked for is no shortcoming of the answer.
  const left = new Set(skipped.filter(({ reason }) => reason !== 'not-served' && reason !== 'not-asked').map(({ code }) => code)).size;
  const rest = [
    known === 0 ? '' : `${known} known from the baseline`,
    excepted === 0 ? '' : `${excepted} excepted`,
    left === 0 ? '' : `${counted(left, 'rule')} not judged, or not everywhere`,
  ].filter((part) => part !== '');
  const what = question.scope === undefined ? '' : ` about ${question.scope}`;
  const where = `${question.namespace === undefined ? 'all namespaces' : `namespace ${question.namespace}`}${question.selector === undefined ? '' : ` with ${question.selector}`}`;
  return `${foundOf(outcome, counts)}${what} in ${where}${rest.length === 0 ? '' : `; ${rest.join('; ')}`}.`;
}

function foundOf(outcome: AuditReport['outcome'], counts: Readonly<Record<Severity, number>>): string {
  if (outcome !== 'findings') return outcome === 'clean' ? 'No findings' : 'No findings so far, and what decides could not all be read:';
  const named = SEVERITIES.filter((severity) => counts[severity] > 0).map((severity) =>
    severity === 'info' ? `${counts.info} for information` : counted(counts[severity], severity),
  );
  return named.length > 1 ? `${named.slice(0, -1).join(', ')} and ${named.at(-1)}` : (named[0] ?? '');
}

function counted(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}
