import type { Rule } from '../../audit/rule.ts';
import { ONE_BY_ONE } from '../../engines/service/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { KINDS, type Kind } from '../../model/kind.ts';
import { knownItems, type Need } from '../../model/listing.ts';
import { askedBy, type ReadingPlan } from '../reading-plan.ts';
import { type AuditSelection, subjectKinds, subjectsOf } from './subjects.ts';

/** The ConfigMaps that configure the cluster. No other is read but those that one of these, or a DaemonSet, leads to. */
const CONFIG_MAPS = ['coredns', 'kube-proxy', 'kube-proxy-config'] as const;

/** Kinds that only few objects of a cluster make a rule look at: they are read where they are asked for. */
const WHERE_ASKED: readonly Kind[] = ['ConfigMap', 'Endpoints', 'Deployment', 'StatefulSet', 'ReplicaSet'];

/**
 * What an audit reads: each kind that its rules examine or look at, once, for the namespace or for the cluster; then what they ask for
 * beyond that, as long as it is little: objects by name, and such of a few labels. A rule that would want more of other namespaces is not
 * judged.
 */
export function* auditReadingPlan(rules: readonly Rule[], selection: AuditSelection): ReadingPlan {
  const { namespace } = selection;
  const kinds = [...new Set([...subjectKinds(rules), ...rules.flatMap((rule) => rule.reads)])];
  const scopeOf = (kind: Kind) => (namespace === undefined || !KINDS[kind].namespaced ? {} : { namespace });
  yield [
    ...kinds.filter((kind) => !WHERE_ASKED.includes(kind)).map((kind): Need => ({ kind, ...scopeOf(kind) })),
    ...(kinds.includes('ConfigMap') ? CONFIG_MAPS.map((name): Need => ({ kind: 'ConfigMap', namespace: 'kube-system', name })) : []),
  ];
  const asking = rules.filter((rule) => namespace !== undefined || rule.reads.some((kind) => WHERE_ASKED.includes(kind)));
  yield* askedBy(
    (cluster, attempt) => {
      for (const rule of asking) ask(rule, selection, cluster, attempt);
    },
    (wanted) => kinds.flatMap((kind) => affordable(kind, scopeOf(kind), wanted)),
  );
}

function ask(rule: Rule, selection: AuditSelection, cluster: ClusterIndex, attempt: (part: () => void) => void): void {
  for (const subject of knownItems(subjectsOf(rule.subject, selection, cluster))) attempt(() => rule.check(subject, cluster));
}

/** What is read of a kind of all that is asked for: each by itself while they are few, else all at once where that is no more than was meant. */
function affordable(kind: Kind, scope: { readonly namespace?: string }, wanted: readonly Need[]): readonly Need[] {
  const own = [...new Map(wanted.filter((need) => need.kind === kind).map((need) => [JSON.stringify(need), need])).values()];
  const narrow = own.filter((need) => need.name !== undefined || need.labels !== undefined || need.fields !== undefined);
  if (kind === 'ConfigMap' || !WHERE_ASKED.includes(kind)) return narrow.length > ONE_BY_ONE ? [] : narrow;
  return own.length > ONE_BY_ONE ? [{ kind, ...scope }] : own;
}
