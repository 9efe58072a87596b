import type { AuditFinding, AuditReport } from '../model/audit-report.ts';
import { describeRef } from '../model/object-ref.ts';
import { escapeText } from './escape.ts';

/** An audit as GitHub-flavoured Markdown, for a comment on a change: the verdict, and a table of the findings. */
export function renderMarkdown({ summary, findings, coverage }: AuditReport): string {
  const rows = findings.map(rowOf);
  const table = ['| severity | code | object | finding | what to do |', '|---|---|---|---|---|', ...rows];
  const left = coverage.notChecked.map(({ what, why, codes }) => `- ${escapeMarkdown(`${what}: ${why}`)} (${codes.join(', ')})`);
  return [
    `**${escapeMarkdown(summary)}**`,
    ...(rows.length === 0 ? [] : ['', ...table]),
    ...(left.length === 0 ? [] : ['', 'Not checked:', '', ...left]),
    '',
  ].join('\n');
}

function rowOf({ severity, code, subject, source, message, remedy }: AuditFinding): string {
  const place = source === undefined ? '' : ` (${source.file}:${source.line})`;
  const cells = [severity, code, `${describeRef(subject)}${place}`, message, remedy];
  return `| ${cells.map(escapeMarkdown).join(' | ')} |`;
}

/**
 * Text that Markdown shows as it is: no markup, no HTML, no end of a cell; and none of what GitHub makes a link of unasked (addresses, and
 * people after an at sign, whose names a comment keeps apart from it).
 */
export function escapeMarkdown(text: string): string {
  return escapeText(text)
    .replace(/[\\`*_{}[\]<>()#+!|~$&=-]/g, '\\$&')
    .replace(/:\/\//g, ':\\/\\/')
    .replace(/www\./gi, (www) => `${www.slice(0, -1)}\\.`)
    .replace(/^(\s*\d+)([.)])/, '$1\\$2')
    .replaceAll('@', '@<!-- -->');
}
