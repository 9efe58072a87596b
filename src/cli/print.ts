import type { AuditReport } from '../model/audit-report.ts';
import { assertNever } from '../model/errors.ts';
import type { Report, ReportList } from '../model/report.ts';
import type { Io } from './io.ts';
import { AUDIT_FORMATS, type Format, formatOf, type GlobalOptions } from './options.ts';
import { VERSION } from './version.ts';

/** Prints a report in the format asked for. */
export async function printReport(report: Report | ReportList, options: GlobalOptions, io: Io): Promise<void> {
  await printAs(formatOf(options), report, options, io);
}

/** Prints an audit, for which there are formats that other programs read. */
export async function printAudit(report: AuditReport, options: GlobalOptions, io: Io): Promise<void> {
  const format = formatOf(options, AUDIT_FORMATS);
  switch (format) {
    case 'csv':
      io.out((await import('../render/csv.ts')).renderCsv(report));
      return;
    case 'sarif':
      io.out((await import('../render/sarif.ts')).renderSarif(report, VERSION));
      return;
    case 'junit':
      io.out((await import('../render/junit.ts')).renderJunit(report));
      return;
    case 'markdown':
      io.out((await import('../render/markdown.ts')).renderMarkdown(report));
      return;
    default:
      await printAs(format, report, options, io);
  }
}

async function printAs(format: Format, report: Report | ReportList, options: GlobalOptions, io: Io): Promise<void> {
  switch (format) {
    case 'json':
      io.out((await import('../render/json.ts')).renderJson(report));
      return;
    case 'yaml':
      io.out((await import('../render/yaml.ts')).renderYaml(report));
      return;
    case 'table':
    case 'wide': {
      const { documentOf } = await import('../views/index.ts');
      const { renderTable } = await import('../render/table.ts');
      const reports = report.kind === 'ReportList' ? report.items : [report];
      const settings = { wide: format === 'wide', color: useColor(options, io), columns: io.terminal?.columns };
      const documents = await Promise.all(reports.map((one) => documentOf(one, settings.wide, io.terminal !== undefined)));
      io.out(documents.map((one) => renderTable(one, settings)).join('\n'));
      return;
    }
    default:
      assertNever(format);
  }
}

/** Colour on a terminal only, unless asked for; NO_COLOR (no-color.org) and TERM=dumb switch it off. */
function useColor({ color = 'auto' }: GlobalOptions, { env, terminal }: Io): boolean {
  if (color !== 'auto') return color === 'always';
  const { NO_COLOR = '', TERM = '' } = env as { readonly [name: string]: string | undefined };
  return terminal !== undefined && NO_COLOR === '' && TERM !== 'dumb';
}
