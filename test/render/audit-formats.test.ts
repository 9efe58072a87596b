import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readObjects } from '../../src/cluster/objects.ts';
import type { AuditReport } from '../../src/model/audit-report.ts';
import { audit } from '../../src/questions/audit/index.ts';
import { renderCsv } from '../../src/render/csv.ts';
import { renderJunit } from '../../src/render/junit.ts';
import { renderMarkdown } from '../../src/render/markdown.ts';
import { renderSarif } from '../../src/render/sarif.ts';
import { renderTable } from '../../src/render/table.ts';
import { auditDocument } from '../../src/views/audit.ts';
import { labObjects } from '../support/truth.ts';
import { SARIF } from './sarif-schema.ts';

const NOW = '2026-11-22T07:40:00Z';
const lab = readObjects(labObjects(), { takenAt: NOW });
const LAB = audit(lab, { allNamespaces: true, all: true, exceptions: [{ code: 'NX1009', object: 'Service a/gated', reason: 'known' }] });
const NOTHING = audit(readObjects([], { takenAt: NOW }), { allNamespaces: true });

const sarif = (report: AuditReport) => renderSarif(report, '0.1.0');
const table = (report: AuditReport) => renderTable(auditDocument(report, false), { wide: false, color: false, columns: undefined });
const FORMATS = { csv: renderCsv, sarif, junit: renderJunit, markdown: renderMarkdown, table } as const;

/** A report whose names, messages and reasons a hostile author wrote. */
function evil(text: string): AuditReport {
  const [finding] = LAB.findings;
  const [excepted] = LAB.excepted;
  if (finding === undefined || excepted === undefined) throw new Error('the lab has findings');
  return {
    ...LAB,
    summary: text,
    findings: [
      {
        ...finding,
        subject: { kind: 'Service', namespace: text, name: text },
        message: text,
        remedy: text,
        identity: text,
        source: { file: text, line: 3 },
      },
    ],
    excepted: [{ ...excepted, message: text, reason: text }],
    idleExceptions: [{ code: 'NX1002', object: text, reason: text, by: 'annotation', state: 'unused' }],
    skipped: [{ code: 'NX1003', title: 'x', severity: 'error', reason: 'unread', why: `pods: ${text}` }],
    coverage: { ...LAB.coverage, notChecked: [{ what: text, why: text, codes: ['NX1003'] }] },
  };
}

const hostile = fc.string({
  unit: fc.constantFrom(
    ...['\u001b[31m', '\r', '\u0000', '\u007f', '\u009b', '\u202e', '\u2028', '\n', '\t', '\ufffe', '\ud800'],
    ...[
      '|',
      '<script>',
      '`',
      '"',
      "'",
      '&',
      ']]>',
      '-->',
      '=',
      '+',
      '-',
      '@',
      ',',
      '[a](http://evil)',
      '\\',
      '*',
      '#',
      'é',
      '漢',
      '😀',
      'a',
      ' ',
    ],
  ),
  minLength: 1,
});

describe.each(Object.entries(FORMATS))('%s', (_, render) => {
  it('ends in one newline, says nothing that is not there, and is the same twice', () => {
    for (const report of [LAB, NOTHING, evil('x')]) {
      const text = render(report);
      expect(text).toMatch(/[^\n]\n$/);
      expect(text).not.toMatch(/undefined|\[object|NaN/);
      expect(render(report)).toBe(text);
    }
  });

  it('shows whatever a cluster says without letting a terminal act on it', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(render(evil(text)).replaceAll(/\r?\n/g, '')).not.toMatch(
          /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/,
        );
      }),
      { numRuns: 100 },
    );
  });
});

/** The cells of CSV text: RFC 4180. */
function cellsOf(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, bare = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

describe('csv', () => {
  it('has a row for each finding under one header', () => {
    const [header, ...rows] = cellsOf(renderCsv(LAB));
    expect(header?.slice(0, 6)).toEqual(['severity', 'code', 'title', 'kind', 'namespace', 'name']);
    expect(rows.map((row) => [row[1], row[4], row[5], row[7]])).toEqual(
      LAB.findings.map(({ code, subject, message }) => [code, subject.namespace ?? '', subject.name, message]),
    );
  });

  it('has as many cells in each row whatever they hold, and none that a spreadsheet would calculate', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const rows = cellsOf(renderCsv(evil(text)));
        expect(rows.map((row) => row.length)).toEqual([11, 11]);
        expect(rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('sarif', () => {
  const validate = new Ajv({ strict: false, formats: { 'uri-reference': /^[\w\-.~:/?#@!$&'()*+,;=%]*$/ } }).compile(SARIF);
  const problems = (report: AuditReport) => {
    validate(JSON.parse(sarif(report)));
    return validate.errors ?? [];
  };

  it('has the form of SARIF 2.1.0', () => {
    for (const report of [LAB, NOTHING, evil('x')]) expect(problems(report)).toEqual([]);
    fc.assert(
      fc.property(hostile, (text) => {
        expect(problems(evil(text))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('knows every rule that it names', () => {
    const { runs } = JSON.parse(sarif(LAB)) as { runs: [{ tool: { driver: { rules: { id: string }[] } }; results: { ruleId: string }[] }] };
    const rules = new Set(runs[0].tool.driver.rules.map(({ id }) => id));
    expect(runs[0].results.map(({ ruleId }) => ruleId).filter((id) => !rules.has(id))).toEqual([]);
    expect(runs[0].results.length).toBe(LAB.findings.length + LAB.excepted.length);
  });

  it('names file and line, and marks what is excepted as suppressed', () => {
    const { runs } = JSON.parse(sarif(evil('a b/ü.yaml'))) as { runs: [{ results: Record<string, unknown>[] }] };
    expect(runs[0].results[0]?.['locations']).toMatchObject([
      { physicalLocation: { artifactLocation: { uri: 'a%20b/%C3%BC.yaml' }, region: { startLine: 3 } } },
    ]);
    expect(runs[0].results[1]?.['suppressions']).toEqual([{ kind: 'external', justification: 'a b/ü.yaml' }]);
  });
});

/** What a text would be without the entities that XML defines; undefined where anything else is left that markup is made of. */
function unescapedXml(text: string): string | undefined {
  if (/[<>"]|&(?!(?:amp|lt|gt|quot|apos);)/.test(text)) return undefined;
  const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(\w+);/g, (_, name: string) => entities[name] ?? '');
}

describe('junit', () => {
  const CASE =
    /^ {4}<testcase ((?:\w+="[^"]*" ?)+)(?:\/>|><failure ((?:\w+="[^"]*" ?)+)>([^<]*)<\/failure><\/testcase>|><skipped message="([^"]*)"\/><\/testcase>)$/;

  it('is well-formed whatever the findings say, and counts what it has', () => {
    const check = (report: AuditReport) => {
      const lines = renderJunit(report).trimEnd().split('\n');
      expect([lines[0], lines[1], lines.at(-2), lines.at(-1)]).toEqual([
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites>',
        '  </testsuite>',
        '</testsuites>',
      ]);
      const cases = lines.slice(3, -2).map((line) => CASE.exec(line));
      expect(cases).not.toContain(null);
      expect(
        cases.flatMap((found) => (found ?? []).slice(1).filter((part) => part !== undefined && !part.includes('="'))).map(unescapedXml),
      ).not.toContain(undefined);
      const failed = cases.filter((found) => found?.[2] !== undefined).length;
      const skipped = cases.filter((found) => found?.[4] !== undefined).length;
      expect(lines[2]).toBe(
        `  <testsuite name="kubectl netexplain audit" tests="${cases.length}" failures="${failed}" errors="0" skipped="${skipped}">`,
      );
    };
    check(LAB);
    check(NOTHING);
    fc.assert(
      fc.property(hostile, (text) => check(evil(text))),
      { numRuns: 100 },
    );
  });

  it('fails a test for each error and warning, and skips one for each rule that was not judged', () => {
    const text = renderJunit(LAB);
    expect(text.match(/<failure /g)?.length).toBe(LAB.counts.error + LAB.counts.warning);
    expect(text.match(/<skipped /g)?.length).toBe(LAB.skipped.length);
  });

  it('holds no character that XML forbids', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(renderJunit(evil(text))).not.toMatch(
          /[\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/,
        );
      }),
      { numRuns: 100 },
    );
  });
});

describe('markdown', () => {
  it('has a row of five cells for each finding, and no markup of anybody else', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const [row = ''] = renderMarkdown(evil(text))
          .split('\n')
          .filter((line) => line.startsWith('| error'));
        const visible = row.replaceAll('@<!-- -->', '').replace(/\\[!-/:-@[-`{-~]/g, '');
        expect(visible.split('|').length).toBe(7);
        expect(visible).not.toMatch(/[<>`*_[\]#]|https?:\/\//);
      }),
      { numRuns: 100 },
    );
  });

  it('shows what was found and what was not checked', () => {
    expect(renderMarkdown(LAB).split('\n')[0]).toBe(`**${LAB.summary.replaceAll('-', '\\-')}**`);
    expect(renderMarkdown(NOTHING)).toContain('Not checked:');
  });
});
