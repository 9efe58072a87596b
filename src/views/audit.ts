import type { AuditFinding, AuditReport, ExceptedFinding, IdleException } from '../model/audit-report.ts';
import { type Finding, SEVERITIES } from '../model/finding.ts';
import { describeRef } from '../model/object-ref.ts';
import { assumptionBlocks, findingLines, notCheckedBlocks } from './common.ts';
import { type Block, type Document, type Line, line, span } from './document.ts';

/** So many objects are shown where a list is to be brief. */
const MOST_OBJECTS = 40;

/** An audit as a person reads it: what is worst first, by object. `brief`: a long list ends in a count of what it leaves out. */
export function auditDocument(report: AuditReport, brief: boolean): Document {
  return {
    blocks: [
      { type: 'verdict', line: line(report.summary, toneOf(report)) },
      ...objectBlocks(report.findings, brief ? MOST_OBJECTS : Number.POSITIVE_INFINITY),
      ...exceptedBlocks(report.excepted),
      ...idleBlocks(report.idleExceptions),
      ...baselineBlocks(report),
      ...assumptionBlocks(report.assumptions),
      ...notCheckedBlocks(report.coverage),
    ],
  };
}

function toneOf({ outcome, counts }: AuditReport): 'good' | 'warn' | 'bad' {
  if (outcome === 'clean') return 'good';
  return counts.error > 0 ? 'bad' : 'warn';
}

function objectBlocks(findings: readonly AuditFinding[], most: number): readonly Block[] {
  const objects = new Map<string, AuditFinding[]>();
  for (const finding of findings) {
    const name = objectName(finding);
    const own = objects.get(name);
    if (own === undefined) objects.set(name, [finding]);
    else own.push(finding);
  }
  const shown = [...objects].slice(0, most);
  const left = [...objects].slice(most);
  return [
    ...shown.flatMap(([name, own]): readonly Block[] => [
      { type: 'heading', text: name, ...asideOf(own) },
      { type: 'lines', lines: alike(own).flatMap(linesOf) },
    ]),
    ...(left.length === 0
      ? []
      : [
          leftOut(
            left.flatMap(([, own]) => own),
            left.length,
          ),
        ]),
  ];
}

function objectName({ subject, workload }: AuditFinding): string {
  return workload ?? describeRef(subject);
}

function asideOf([first]: readonly AuditFinding[]): { readonly aside?: string } {
  return first?.source === undefined ? {} : { aside: `${first.source.file}:${first.source.line}` };
}

/** Pods of one workload share their findings: the first stands for all. */
function alike(findings: readonly AuditFinding[]): readonly (readonly [AuditFinding, ...AuditFinding[]])[] {
  const groups = new Map<string | AuditFinding, [AuditFinding, ...AuditFinding[]]>();
  for (const finding of findings) {
    const key = finding.workload === undefined ? finding : finding.identity;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

function linesOf([finding, ...others]: readonly [AuditFinding, ...AuditFinding[]]): readonly Line[] {
  const [what = [], ...more] = findingLines(finding);
  const pods = [finding, ...others].map(({ subject }) => subject.name);
  const whose =
    finding.workload === undefined
      ? []
      : [line(`  of       ${pods.slice(0, 3).join(', ')}${pods.length > 3 ? ` and ${pods.length - 3} more` : ''}`)];
  return [what, ...whose, ...more, line(`  page     kubectl netexplain explain ${finding.code}`, 'dim')];
}

function leftOut(findings: readonly Finding[], objects: number): Block {
  const counts = SEVERITIES.map((severity) => ({ severity, count: findings.filter((one) => one.severity === severity).length }));
  const words = counts.filter(({ count }) => count > 0).map(({ severity, count }) => `${count} ${severity}`);
  return { type: 'heading', text: `… and ${objects} more objects`, aside: `${words.join(', ')}: -o wide shows all` };
}

function exceptedBlocks(excepted: readonly ExceptedFinding[]): readonly Block[] {
  if (excepted.length === 0) return [];
  const lines = excepted.map(({ code, subject, reason, expires, by }) =>
    line(`${code} ${describeRef(subject)}: ${reason} (${by}${expires === undefined ? '' : `, up to ${expires}`})`, 'dim'),
  );
  return [
    { type: 'heading', text: 'EXCEPTED' },
    { type: 'lines', lines },
  ];
}

function idleBlocks(exceptions: readonly IdleException[]): readonly Block[] {
  if (exceptions.length === 0) return [];
  return [
    { type: 'heading', text: 'EXCEPTIONS WITHOUT EFFECT' },
    { type: 'lines', lines: exceptions.map(idleLine) },
  ];
}

function idleLine({ code = '', object, reason, expires, by, state }: IdleException): Line {
  const why = { expired: `expired on ${expires ?? ''}`, unused: 'no such finding', invalid: 'cannot be read' }[state];
  return [span(why, state === 'unused' ? 'dim' : 'warn'), span(` ${code === '' ? '' : `${code} `}${object}: ${reason} (${by})`, 'dim')];
}

function baselineBlocks({ baseline }: AuditReport): readonly Block[] {
  if (baseline === undefined || baseline.gone.length === 0) return [];
  return [
    { type: 'heading', text: 'GONE SINCE THE BASELINE' },
    { type: 'lines', lines: baseline.gone.map((identity) => line(identity, 'good')) },
  ];
}
