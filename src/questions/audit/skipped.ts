import { groupBy } from '../../audit/facts/group-by.ts';
import type { Skipped } from '../../audit/judge.ts';
import type { Rule } from '../../audit/rule.ts';
import type { SkippedRule, SkipReason } from '../../model/audit-report.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { KINDS, type Kind, resourceInWords, resourceOf } from '../../model/kind.ts';
import { canI, type Gap, gapsOf } from '../../model/listing.ts';
import { describeRef } from '../../model/object-ref.ts';
import type { NotChecked } from '../../model/report.ts';
import type { AuditSelection } from './subjects.ts';

/** A rule that was not judged for some object, or for none of them. */
export interface Unjudged {
  readonly rule: Pick<Rule, 'code' | 'title' | 'severity'>;
  readonly gaps: readonly Gap[];
  /** Absent where it was judged for no object at all, or for none of `kind`. */
  readonly object?: string;
  /** The only kind of which that is so; a rule may examine others, too. */
  readonly kind?: Kind;
}

/** What the harness skipped, with the rules themselves. */
export function unjudgedOf(skipped: readonly Skipped[], rules: readonly Rule[]): readonly Unjudged[] {
  const byCode = new Map(rules.map((rule) => [rule.code, rule]));
  return skipped.flatMap(({ code, subject, gaps }) => {
    const rule = byCode.get(code);
    return rule === undefined ? [] : [{ rule, gaps, object: describeRef(subject) }];
  });
}

/** The rules that could not be judged, each once for each reason, in the order of their codes. */
export function skippedRules(unjudged: readonly Unjudged[], selection: AuditSelection, cluster: ClusterIndex): readonly SkippedRule[] {
  const explained = unjudged.flatMap(({ rule, gaps, object }) =>
    gaps.slice(0, 1).map((gap) => ({ rule, object, ...explain(gap, selection, cluster) })),
  );
  const groups = groupBy(explained, ({ rule, reason, why }) => `${rule.code} ${reason} ${why}`);
  return [...groups.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, group]) => group.slice(0, 1).map((one) => skippedRule(one, group)));
}

interface Explained {
  readonly rule: Unjudged['rule'];
  readonly reason: SkipReason;
  readonly why: string;
  readonly object: string | undefined;
}

function skippedRule({ rule, reason, why }: Explained, group: readonly Explained[]): SkippedRule {
  const { code, title, severity } = rule;
  const objects = new Set(group.map((one) => one.object));
  return { code, title, severity, reason, why, ...(objects.has(undefined) ? {} : { objects: objects.size }) };
}

/** The same as lines, one for each reason: `pods, nodes: the input has none of them …`. */
export function notCheckedOf(skipped: readonly SkippedRule[]): readonly NotChecked[] {
  const split = skipped.map(({ code, why }) => {
    const [what = '', ...rest] = why.split(': ');
    return { code, what, why: rest.join(': ') };
  });
  return [...groupBy(split, ({ why }) => why)].map(([why, group]) => ({
    what: distinct(group.map(({ what }) => what)).join(', '),
    why,
    codes: distinct(group.map(({ code }) => code)).sort(),
  }));
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

/** `pods: you may not list them (kubectl auth can-i list pods -A)`: of the kind as a whole, so that many objects make one line. */
function explain(gap: Gap, { namespace }: AuditSelection, cluster: ClusterIndex): Pick<Explained, 'reason' | 'why'> {
  const { kind, scope, reason, message } = gap;
  const { namespaced } = KINDS[kind];
  const plural = resourceInWords(kind);
  const one = scope.name !== undefined;
  switch (reason) {
    case 'forbidden':
      return { reason: 'unread', why: `${plural}: you may not ${one ? 'get' : 'list'} them (${canI(gap)})` };
    case 'unreachable':
    case 'invalid':
      return { reason: 'unread', why: `${plural}: ${message}` };
    case 'not-served':
      return { reason: 'not-served', why: `${resourceOf(kind)}: the server does not have them` };
    case 'not-applied':
      return { reason: 'not-given', why: `${plural}: manifests that were not applied yet have no status` };
    case 'not-asked':
      return { reason, why: `${plural}: ${message}` };
    case 'not-read': {
      const elsewhere = namespace !== undefined && namespaced && !cluster.covers({ kind, ...scope });
      const here = { kind, ...(namespace === undefined ? {} : { namespace }) };
      const givenHere = cluster.covers(here) && gapsOf(cluster.list(kind, here)).length === 0;
      return elsewhere && (givenHere || !cluster.covers(here))
        ? { reason: 'namespace', why: `${plural} of all namespaces: only namespace ${namespace} was read (-A reads all)` }
        : { reason: 'not-given', why: `${plural}: the input has none of them and does not say that there are none (--complete)` };
    }
  }
}
