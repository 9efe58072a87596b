import { Document, isScalar, Scalar, visit } from 'yaml';
import type { Report, ReportList } from '../model/report.ts';
import { escapeQuoted, escapeText } from './escape.ts';

/** A report as YAML, ending in a newline. Text with characters that a terminal would act on is quoted and escaped; the value is unchanged. */
export function renderYaml(report: Report | ReportList): string {
  const document = new Document(report, { aliasDuplicateObjects: false, version: '1.1' });
  visit(document, (_key, node) => {
    if (isScalar(node) && typeof node.value === 'string' && escapeText(node.value) !== node.value) node.type = Scalar.QUOTE_DOUBLE;
  });
  return escapeQuoted(document.toString({ lineWidth: 0 }));
}
