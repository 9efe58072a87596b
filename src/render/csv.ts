import type { AuditReport } from '../model/audit-report.ts';
import { escapeText } from './escape.ts';

const COLUMNS = ['severity', 'code', 'title', 'kind', 'namespace', 'name', 'proof', 'message', 'remedy', 'file', 'line'] as const;

/** What a spreadsheet would take for a formula (OWASP, "CSV Injection"). */
const FORMULA = /^[=+\-@\t\r]/;

/** The findings of an audit as CSV with a header. */
export function renderCsv({ findings }: AuditReport): string {
  const rows = findings.map(({ severity, code, title, subject, proof, message, remedy, source }) => {
    const { kind, namespace = '', name } = subject;
    return [severity, code, title, kind, namespace, name, proof, message, remedy, source?.file ?? '', String(source?.line ?? '')];
  });
  return csvText([COLUMNS, ...rows]);
}

/** Rows of cells as CSV (RFC 4180). A text that a spreadsheet would calculate is led by an apostrophe. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(text: string): string {
  const escaped = escapeText(text);
  const safe = FORMULA.test(escaped) ? `'${escaped}` : escaped;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
