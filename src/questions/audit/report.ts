import { acrossObjects } from '../../audit/across-objects.ts';
import { groupBy } from '../../audit/facts/group-by.ts';
import { judge, judgeable } from '../../audit/judge.ts';
import { examinedKinds, type Rule } from '../../audit/rule.ts';
import type {
  AuditFinding,
  AuditQuestion,
  AuditReport,
  BaselineComparison,
  Examined,
  JudgedRule,
  SkippedRule,
} from '../../model/audit-report.ts';
import { type ClusterIndex, indexSnapshot } from '../../model/cluster-index.ts';
import { type Finding, SEVERITIES, type Severity } from '../../model/finding.ts';
import { KINDS, type Kind, type KindInfo } from '../../model/kind.ts';
import { type Gap, gapsOf, knownItems, type Listing } from '../../model/listing.ts';
import { describeRef, refTo } from '../../model/object-ref.ts';
import type { Assumption } from '../../model/report.ts';
import type { MetadataOnly } from '../../model/resources/metadata.ts';
import type { ClusterSnapshot, ExpectedPod } from '../../model/snapshot.ts';
import { coverageOf } from '../coverage.ts';
import { applyExceptions } from './apply-exceptions.ts';
import { type Exception, namespaceIn } from './exceptions.ts';
import { toldOfWorkloads, withExpectedPods } from './expected-pods.ts';
import { identityOf, workloadOf } from './identity.ts';
import { notCheckedOf, skippedRules, type Unjudged, unjudgedOf } from './skipped.ts';
import { type AuditSelection, subjectKinds, subjectsOf } from './subjects.ts';
import { summaryOf } from './summary.ts';

const PODS_BY_TEMPLATE: Assumption = {
  id: 'pod-templates',
  says: 'the input has no pods: they are taken to be as the templates of its workloads make them, and no others are',
};

/** What an audit is made of, besides the cluster. */
export interface AuditInput {
  readonly question: AuditQuestion;
  readonly rules: readonly Rule[];
  readonly selection: AuditSelection;
  readonly exceptions: readonly Exception[];
  /** Identities of findings that are known; absent where there is nothing to compare with. */
  readonly baseline: readonly string[] | undefined;
}

/**
 * Judges a snapshot that was narrowed to what the audit reads.
 * @param files where objects stand in the files that they came from, and the pods that those are going to make
 */
export function auditReport(
  input: AuditInput,
  snapshot: ClusterSnapshot,
  files: Pick<ClusterSnapshot, 'sources' | 'expectedPods'> = {},
): AuditReport {
  const { question, rules, selection, exceptions } = input;
  const { sources = {}, expectedPods = [] } = files;
  const cluster = indexSnapshot(snapshot);
  const { findings, unjudged, subjects } = judgeAll(rules, selection, snapshot, expectedPods);
  const skipped = skippedRules(unjudged, selection, cluster);
  const judgedRules = withoutSkipped(rules, unjudged);
  const codes = judgedRules.map(({ code }) => code);
  const { told, excepted, idle } = applyExceptions({
    findings: findings.map((finding) => auditFinding(finding, sources, cluster)),
    exceptions,
    objects: subjects.flatMap(({ kind, listing }) =>
      knownItems(listing).map(({ metadata }) => ({ ref: refTo(kind, metadata), annotations: metadata.annotations })),
    ),
    now: snapshot.takenAt,
    mayBeUnused: ({ code, object }) => wasLookedAt(object, selection) && codes.some((one) => one === code) && !isPartial(code, skipped),
  });
  const { fresh, baseline } = compared(told, input.baseline, codes, skipped);
  const outcome = fresh.length > 0 ? 'findings' : skipped.some(({ reason }) => reason === 'unread') ? 'unknown' : 'clean';
  const counts = countsOf(fresh);
  const examined = subjects.map(({ kind, listing }): Examined => ({ kind, count: knownItems(listing).length }));
  return {
    apiVersion: 'netexplain/v1',
    kind: 'Audit',
    question,
    outcome,
    summary: summaryOf({ question, outcome, counts, skipped, excepted: excepted.length, known: baseline?.known.length ?? 0 }),
    findings: fresh,
    counts,
    rules: judgedRules,
    examined,
    skipped,
    excepted,
    idleExceptions: idle,
    ...(baseline === undefined ? {} : { baseline }),
    assumptions: expectedPods.length === 0 ? [] : [PODS_BY_TEMPLATE],
    coverage: coverageOf(snapshot, [], notCheckedOf(skipped)),
  };
}

interface Judged {
  readonly findings: readonly Finding[];
  readonly unjudged: readonly Unjudged[];
  readonly subjects: readonly { readonly kind: Kind; readonly listing: Listing<MetadataOnly> }[];
}

function judgeAll(
  rules: readonly Rule[],
  selection: AuditSelection,
  snapshot: ClusterSnapshot,
  expectedPods: readonly ExpectedPod[],
): Judged {
  const cluster = indexSnapshot(snapshot);
  const onTemplates = expectedPods.length === 0 ? [] : rules.filter(({ holdsForTemplates }) => holdsForTemplates);
  const present = judgeIn(
    rules.filter((rule) => !onTemplates.includes(rule)),
    selection,
    cluster,
  );
  const expected = judgeIn(onTemplates, selection, indexSnapshot(withExpectedPods(snapshot, expectedPods)));
  const findings = [...present.findings, ...toldOfWorkloads(expected.findings, expectedPods)];
  return {
    findings: acrossObjects(findings, rules).toSorted(worstFirst),
    unjudged: [...present.unjudged, ...expected.unjudged],
    subjects: subjectKinds(rules).map((kind) => ({ kind, listing: subjectsOf(kind, selection, cluster) })),
  };
}

function judgeIn(rules: readonly Rule[], selection: AuditSelection, cluster: ClusterIndex): Omit<Judged, 'subjects'> {
  const able = judgeable(rules, cluster);
  const tooWide = rules.filter((rule) => !able.includes(rule));
  const judged = subjectKinds(rules).map((kind) => {
    const listing = subjectsOf(kind, selection, cluster);
    const { findings, skipped } = judge(able, kind, knownItems(listing), cluster);
    const gaps = gapsOf(listing);
    const concerned = gaps.length === 0 ? [] : able.filter((rule) => examinedKinds(rule).includes(kind) && !isExtra(rule, kind, gaps));
    const unread = concerned.map((rule) => ({ rule, gaps, kind }));
    return { findings, unjudged: [...unread, ...unjudgedOf(skipped, able)] };
  });
  return {
    findings: judged.flatMap(({ findings }) => findings),
    unjudged: [
      ...tooWide.map((rule) => ({ rule, gaps: (rule.wholeKinds ?? []).flatMap((kind) => gapsOf(cluster.list(kind))) })),
      ...judged.flatMap(({ unjudged }) => unjudged),
    ],
  };
}

/** Whether a kind is one that most servers lack, and this one does, and the rule examines others besides: then it is judged all the same. */
function isExtra(rule: Rule, kind: Kind, gaps: readonly Gap[]): boolean {
  return isCustom(kind) && gaps.every(({ reason }) => reason === 'not-served') && !examinedKinds(rule).every(isCustom);
}

function isCustom(kind: Kind): boolean {
  const { custom }: KindInfo = KINDS[kind];
  return custom === true;
}

/** By severity, then by object, so that what is wrong with one stands together. */
function worstFirst(a: Finding, b: Finding): number {
  const rank = SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
  const key = ({ subject, code, message }: Finding) => `${describeRef(subject)} ${code} ${message}`;
  return rank !== 0 ? rank : key(a) < key(b) ? -1 : Number(key(a) > key(b));
}

function auditFinding(finding: Finding, sources: NonNullable<ClusterSnapshot['sources']>, cluster: ClusterIndex): AuditFinding {
  const source = sources[describeRef(finding.subject)];
  const workload = workloadOf(finding.subject, cluster);
  return {
    ...finding,
    identity: identityOf(finding, workload),
    ...(workload === undefined ? {} : { workload }),
    ...(source === undefined ? {} : { source }),
  };
}

/** The rules that were judged for some object, or that had none to judge: of all kinds that they examine, or of some of them. */
function withoutSkipped(rules: readonly Rule[], unjudged: readonly Unjudged[]): readonly JudgedRule[] {
  const whole = groupBy(
    unjudged.filter(({ object }) => object === undefined),
    ({ rule }) => rule.code,
  );
  const isJudged = (rule: Rule) => {
    const kinds = (whole.get(rule.code) ?? []).map(({ kind }) => kind);
    return !kinds.includes(undefined) && examinedKinds(rule).some((kind) => !kinds.includes(kind));
  };
  return rules.filter(isJudged).map(({ code, title, severity }) => ({ code, title, severity }));
}

function wasLookedAt(object: string, { namespace, labels }: AuditSelection): boolean {
  return labels === undefined && [undefined, namespaceIn(object)].includes(namespace);
}

/** Whether objects of a rule were left unjudged; of a kind that the server does not have there are none. */
function isPartial(code: string, skipped: readonly SkippedRule[]): boolean {
  return skipped.some((one) => one.code === code && (one.reason !== 'not-served' || one.objects !== undefined));
}

function compared(
  told: readonly AuditFinding[],
  known: readonly string[] | undefined,
  codes: readonly string[],
  skipped: readonly SkippedRule[],
): { readonly fresh: readonly AuditFinding[]; readonly baseline?: BaselineComparison } {
  if (known === undefined) return { fresh: told };
  const before = new Set(known);
  const now = new Set(told.map(({ identity }) => identity));
  const wasJudged = (identity: string) => {
    const code = identity.split(' ')[0] ?? '';
    return codes.includes(code) && !isPartial(code, skipped);
  };
  return {
    fresh: told.filter(({ identity }) => !before.has(identity)),
    baseline: {
      known: [...before].filter((identity) => now.has(identity)).sort(),
      gone: [...before].filter((identity) => !now.has(identity) && wasJudged(identity)).sort(),
    },
  };
}

function countsOf(findings: readonly AuditFinding[]): Readonly<Record<Severity, number>> {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return { error: count('error'), warning: count('warning'), info: count('info') };
}
