import type { AuditReport } from '../model/audit-report.ts';
import type { DnsReport } from '../model/dns-report.ts';
import { isAtLeast, type Severity } from '../model/finding.ts';
import type { PathReport } from '../model/path-report.ts';
import type { Report, ReportList } from '../model/report.ts';
import { outcomeOf } from '../model/trace.ts';

/**
 * The exit code that a report alone decides, the same for every format: 3 when what decides could not be read, 1 when a flow does not arrive
 * or a finding is at least as bad as `failOn`, else 0. Of several reports: 0 only if all are, 3 if any is, else 1.
 */
export function exitCodeOf(report: Report | ReportList, failOn: Severity | 'never'): 0 | 1 | 3 {
  const codes = (report.kind === 'ReportList' ? report.items : [report]).map((one) => codeOf(one, failOn));
  if (codes.includes(3)) return 3;
  return codes.includes(1) ? 1 : 0;
}

function codeOf(report: Report, failOn: Severity | 'never'): 0 | 1 | 3 {
  if (report.kind === 'Audit') return codeOfAudit(report, failOn);
  if (report.kind === 'Exposure' && codeOfFindings(report, failOn) === 1) return 1;
  if (report.outcome === 'unknown' || report.outcome === 'incomplete') return 3;
  const code = report.kind === 'Path' ? codeOfPath(report) : report.kind === 'Dns' ? codeOfDns(report) : 0;
  return code !== 0 ? code : codeOfFindings(report, failOn);
}

/** A finding that counts is an answer, whatever else could not be read; without one, each rule that could have found one must have been judged. */
function codeOfAudit(report: AuditReport, failOn: Severity | 'never'): 0 | 1 | 3 {
  if (codeOfFindings(report, failOn) === 1) return 1;
  if (failOn === 'never') return report.outcome === 'unknown' ? 3 : 0;
  return report.skipped.some(({ reason, severity }) => reason === 'unread' && isAtLeast(severity, failOn)) ? 3 : 0;
}

/** Of several answers, and of several ways of one: 0 only if all arrive, 3 if any is undetermined, else 1. */
function codeOfPath({ answers }: PathReport): 0 | 1 | 3 {
  const outcomes = answers.flatMap(({ traces }) => traces.map(outcomeOf));
  if (outcomes.includes('unknown')) return 3;
  return outcomes.every((outcome) => outcome === 'delivered' || outcome === 'leaves-cluster') ? 0 : 1;
}

/** A name that servers outside decide is answered; one that is not there, or cannot be looked up, is a no. */
function codeOfDns({ outcome }: DnsReport): 0 | 1 {
  return outcome === 'resolved' || outcome === 'asked-upstream' ? 0 : 1;
}

function codeOfFindings({ findings }: Report, failOn: Severity | 'never'): 0 | 1 {
  return failOn !== 'never' && findings.some((finding) => isAtLeast(finding.severity, failOn)) ? 1 : 0;
}
