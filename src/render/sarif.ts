import type { AuditFinding, ExceptedFinding, JudgedFindings, JudgedRule } from '../model/audit-report.ts';
import type { Severity } from '../model/finding.ts';
import { describeRef, nameOf, type ObjectRef } from '../model/object-ref.ts';
import { escapeQuoted, wellFormed } from './escape.ts';

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = { error: 'error', warning: 'warning', info: 'note' };

/**
 * The findings of an audit, or of an inventory, as SARIF 2.1.0, for code scanning. A finding from a file has its place there; another names its object as a logical location.
 * @param version that of this program, without `v`
 */
export function renderSarif(report: JudgedFindings, version: string): string {
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'kubectl-netexplain',
            semanticVersion: version,
            rules: rulesOf(report).map(ruleOf),
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: report.skipped.map(({ code, why }) => ({
              level: 'note',
              message: { text: plain(`not judged: ${why}`) },
              associatedRule: { id: code },
            })),
          },
        ],
        results: [...report.findings.map(resultOf), ...report.excepted.map(suppressedOf)],
      },
    ],
  };
  return `${escapeQuoted(JSON.stringify(log, null, 2))}\n`;
}

/** The rules that were judged or not, each once: one may be skipped for several reasons. */
function rulesOf({ rules, skipped }: JudgedFindings): readonly JudgedRule[] {
  const all = [...rules, ...skipped.filter(({ objects }) => objects === undefined)];
  return [...new Map(all.map((rule) => [rule.code, rule])).values()];
}

function ruleOf({ code, title, severity }: JudgedRule) {
  return {
    id: code,
    shortDescription: { text: title },
    help: { text: `kubectl netexplain explain ${code}` },
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function resultOf({ code, severity, message, remedy, subject, identity, source, proof }: AuditFinding) {
  return {
    ruleId: code,
    level: LEVELS[severity],
    message: { text: plain(`${describeRef(subject)}: ${message}\n${remedy}`) },
    locations: [
      {
        ...(source === undefined
          ? {}
          : { physicalLocation: { artifactLocation: { uri: uriOf(source.file) }, region: { startLine: source.line } } }),
        logicalLocations: [logicalOf(subject)],
      },
    ],
    partialFingerprints: { 'netexplain/v1': identity },
    properties: { proof },
  };
}

function suppressedOf({ code, severity, subject, message, identity, reason, by }: ExceptedFinding) {
  return {
    ruleId: code,
    level: LEVELS[severity],
    message: { text: plain(`${describeRef(subject)}: ${message}`) },
    locations: [{ logicalLocations: [logicalOf(subject)] }],
    partialFingerprints: { 'netexplain/v1': identity },
    suppressions: [{ kind: by === 'file' ? 'external' : 'inSource', justification: reason }],
  };
}

/** A message without placeholders and embedded links (SARIF 2.1.0, sections 3.11.5 and 3.11.6). */
function plain(text: string): string {
  return text.replace(/[\\[\]]/g, '\\$&').replace(/[{}]/g, '$&$&');
}

function logicalOf(subject: ObjectRef) {
  return { name: subject.name, fullyQualifiedName: `${subject.kind}/${nameOf(subject)}`, kind: 'resource' };
}

/** A path as a URI reference; one that is not absolute stays relative to wherever the command ran. */
function uriOf(file: string): string {
  return wellFormed(file)
    .replaceAll('\\', '/')
    .split('/')
    .map(encodeURIComponent)
    .join('/')
    .replace(/^([A-Za-z])%3A\//, 'file:///$1:/');
}
