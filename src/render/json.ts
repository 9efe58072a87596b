import type { Report, ReportList } from '../model/report.ts';
import { escapeQuoted } from './escape.ts';

/** A report as JSON, indented, ending in a newline. Characters that a terminal would act on are escaped; the value is unchanged. */
export function renderJson(report: Report | ReportList): string {
  return `${escapeQuoted(JSON.stringify(report, null, 2))}\n`;
}
