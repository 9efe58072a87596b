import { isAtLeast, type Severity } from '../model/finding.ts';
import type { Report, ReportList } from '../model/report.ts';

/**
 * The exit code that a report alone decides, the same for every format: 3 when what decides could not be read, 1 when a finding is at
 * least as bad as `failOn`, else 0. Of several reports: 0 only if all are, 3 if any is, else 1.
 */
export function exitCodeOf(report: Report | ReportList, failOn: Severity | 'never'): 0 | 1 | 3 {
  const codes = (report.kind === 'ReportList' ? report.items : [report]).map((one) => codeOf(one, failOn));
  if (codes.includes(3)) return 3;
  return codes.includes(1) ? 1 : 0;
}

function codeOf(report: Report, failOn: Severity | 'never'): 0 | 1 | 3 {
  if (report.outcome === 'unknown') return 3;
  return failOn !== 'never' && report.findings.some((finding) => isAtLeast(finding.severity, failOn)) ? 1 : 0;
}
