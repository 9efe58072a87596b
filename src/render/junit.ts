import type { AuditFinding, JudgedFindings, JudgedRule, SkippedRule } from '../model/audit-report.ts';
import { describeRef } from '../model/object-ref.ts';
import { escapeText, wellFormed } from './escape.ts';

/**
 * The findings of an audit, or of an inventory, as JUnit XML: a test suite, a test case for each finding (failed), for each rule that found nothing (passed), and for each that
 * was not judged (skipped). Information is no failure. Source of the form: the schema of Jenkins's xunit plugin, junit-10.xsd.
 */
export function renderJunit(report: JudgedFindings): string {
  const { findings, skipped, rules } = report;
  const failing = findings.filter(({ severity }) => severity !== 'info');
  const silent = rules.filter(({ code }) => !failing.some((finding) => finding.code === code) && !skipped.some((one) => one.code === code));
  const counts = attributes({
    name: 'kubectl netexplain audit',
    tests: failing.length + silent.length + skipped.length,
    failures: failing.length,
    errors: 0,
    skipped: skipped.length,
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite ${counts}>`,
    ...failing.map(failedCase),
    ...silent.map(passedCase),
    ...skipped.map(skippedCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function failedCase({ code, title, severity, subject, message, remedy, source }: AuditFinding): string {
  const place = source === undefined ? {} : { file: source.file, line: source.line };
  const test = attributes({ classname: code, name: `${describeRef(subject)}: ${title}`, ...place });
  const failure = attributes({ type: severity, message });
  return `    <testcase ${test}><failure ${failure}>${escapeXml(remedy)}</failure></testcase>`;
}

function passedCase({ code, title }: JudgedRule): string {
  return `    <testcase ${attributes({ classname: code, name: title })}/>`;
}

function skippedCase({ code, title, why }: SkippedRule): string {
  return `    <testcase ${attributes({ classname: code, name: title })}><skipped ${attributes({ message: why })}/></testcase>`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${escapeXml(String(value))}"`)
    .join(' ');
}

/** Text in XML 1.0, in which most control characters may not even be escaped: they are shown as on a terminal; lone surrogates as U+FFFD. */
function escapeXml(text: string): string {
  return wellFormed(escapeText(text))
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}
