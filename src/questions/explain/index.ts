import { type ClusterIndex, indexSnapshot } from '../../model/cluster-index.ts';
import { ClusterError, UsageError } from '../../model/errors.ts';
import { KINDS } from '../../model/kind.ts';
import { gapsOf } from '../../model/listing.ts';
import type { ReportListOf } from '../../model/report.ts';
import type { ClusterSnapshot } from '../../model/snapshot.ts';
import { type LabelSelector, parseSelector } from '../../model/values/label-selector.ts';
import { type Client, parseClient } from '../client.ts';
import { type ReadingPlan, restrict, together, withSecrets } from '../reading-plan.ts';
import { EXPLAINERS, type ExplainedReport } from './explainers.ts';
import { type ExplainedKind, formatTarget, type Named, parseObject, type Target, targetOf } from './objects.ts';

export type { ExplainedReport } from './explainers.ts';
export { EXPLAINED, type ExplainedKind, explainedKind } from './objects.ts';

/** Which objects to explain, and for which client. The same strings as on the command line. */
export interface ExplainQuestion {
  /** `svc/foo`, `pod/NAMESPACE/web-0`, `node/node1`, or several of them; a type alone asks for all of the namespace. */
  readonly object: string | readonly string[];
  /** The namespace of objects that name none; `default` when left out. */
  readonly namespace?: string;
  /** With a type alone: the objects of every namespace. */
  readonly allNamespaces?: boolean;
  /** With a type alone: only those with these labels, in the syntax of `kubectl -l`. */
  readonly selector?: string;
  /** For Services, the client to explain for: `pod/x`, `pod/NAMESPACE/x` or `node/x`. */
  readonly from?: string;
  /** Whether the Secrets that Ingresses and Gateways name for TLS are read, for facts about their certificates. */
  readonly readSecrets?: boolean;
}

/** The answers, and an error for each object that was asked for and is not there or may not be read. */
export interface Explained {
  readonly report: ExplainedReport | ReportListOf<ExplainedReport>;
  readonly errors: readonly ClusterError[];
}

/** All objects of a kind. `namespace` absent: in all namespaces, or the kind has none. */
interface AllOf {
  readonly kind: ExplainedKind;
  readonly scope: { readonly namespace?: string; readonly labels?: LabelSelector };
}

interface Selection {
  readonly named: readonly Target[];
  readonly all: readonly AllOf[];
  readonly client: Client | undefined;
  readonly readSecrets: boolean;
}

/** The kinds that end TLS; routes leave that to their Gateways. */
const WITH_TLS: readonly ExplainedKind[] = ['Ingress', 'Gateway'];

/** What explaining reads. Refuses (UsageError) objects of another type, a malformed selector or client. */
export function* explainPlan(question: ExplainQuestion): ReadingPlan {
  const selection = selectionOf(question);
  const plan = (target: Target) => planOf(target, selection);
  const { named, all } = selection;
  const whole = together([...named.map(plan), ...all.map((one) => planOfAll(one, plan))]);
  yield* selection.readSecrets ? withSecrets(whole) : whole;
}

function planOf(target: Target, { client, readSecrets }: Selection): ReadingPlan {
  const plan = EXPLAINERS[target.kind].plan(target, client);
  return readSecrets ? withSecrets(plan) : plan;
}

function* planOfAll({ kind, scope }: AllOf, plan: (target: Target) => ReadingPlan): ReadingPlan {
  const { labels: _labels, ...place } = scope;
  const cluster = yield [{ kind, ...scope }, ...EXPLAINERS[kind].needsOfAll(place)];
  const listing = cluster.list(kind, scope);
  if (listing.state === 'unknown') return;
  yield* together(listing.items.map(({ metadata }) => plan(targetOf(kind, metadata.namespace ?? '', metadata.name))));
}

/**
 * Explains objects from what is known of a cluster. One object by name gives a report, anything else a ReportList.
 * @throws UsageError for a malformed question; ClusterError, in kubectl's words, when nothing can be answered.
 */
export function explain(cluster: ClusterSnapshot, question: ExplainQuestion): ExplainedReport | ReportListOf<ExplainedReport> {
  const { report, errors } = explainEach(cluster, question);
  if (errors[0] !== undefined) throw errors[0];
  return report;
}

/** The same, with the errors of missing objects beside the answers for the others. Throws when there is no answer at all. */
export function explainEach(cluster: ClusterSnapshot, question: ExplainQuestion): Explained {
  const selection = selectionOf(question);
  const { named, all, client } = selection;
  const known = indexSnapshot(restrict(indexSnapshot(cluster), explainPlan(question)));
  const targets = [...named, ...all.flatMap((one) => targetsOf(one, known))];
  const answers = targets.map((target) => EXPLAINERS[target.kind].explain(target, restrict(known, planOf(target, selection)), client));
  const items = answers.flatMap((answer) => (answer instanceof ClusterError ? [] : [answer]));
  const errors = answers.flatMap((answer) => (answer instanceof ClusterError ? [answer] : []));
  const [first] = items;
  if (first === undefined && errors[0] !== undefined && targets.length === 1) throw errors[0];
  const single = all.length === 0 && targets.length === 1 && first !== undefined;
  return { report: single ? first : { apiVersion: 'netexplain/v1', kind: 'ReportList', items }, errors };
}

function targetsOf({ kind, scope }: AllOf, known: ClusterIndex): readonly Target[] {
  const listing = known.list(kind, scope);
  if (listing.state === 'unknown') {
    const gap = gapsOf(listing)[0];
    const reason = gap?.reason === 'forbidden' ? 'Forbidden' : 'Unknown';
    throw new ClusterError(`Error from server (${reason}): ${gap?.message ?? `${KINDS[kind].plural} were not read`}`, 3);
  }
  return listing.items.map(({ metadata }) => targetOf(kind, metadata.namespace ?? '', metadata.name));
}

function selectionOf(question: ExplainQuestion): Selection {
  const { object, namespace = 'default', allNamespaces = false, selector, from, readSecrets = false } = question;
  const objects = typeof object === 'string' ? [object] : object;
  const client = from === undefined ? undefined : parseClient(from, namespace);
  const parsed = objects.map((text) => parseObject(text, namespace));
  if (readSecrets && !parsed.some(({ kind }) => WITH_TLS.includes(kind))) {
    throw new UsageError(`--read-secrets goes with what ends TLS: ${WITH_TLS.join(', ')}`);
  }
  if (client !== undefined && parsed.some(({ kind }) => kind !== 'Service')) {
    throw new UsageError('--from is the client of a Service: it does not go with other kinds');
  }
  const named = parsed.flatMap(({ kind, name, ...one }) => (name === undefined ? [] : [targetOf(kind, one.namespace, name)]));
  if (named.length > 0) {
    if (named.length < parsed.length) throw new UsageError('a type alone does not go with objects by name');
    if (selector !== undefined) throw new UsageError('name cannot be provided when a selector is specified');
    return { named: distinct(named), all: [], client, readSecrets };
  }
  const labels = selector === undefined ? undefined : parseSelector(selector);
  if (selector !== undefined && labels === undefined) throw new UsageError(`unable to parse requirement: "${selector}"`);
  return { named, all: allOf(parsed, allNamespaces, labels), client, readSecrets };
}

function allOf(parsed: readonly Named[], allNamespaces: boolean, labels: LabelSelector | undefined): readonly AllOf[] {
  const kinds = new Map(parsed.map((one) => [one.kind, one]));
  return [...kinds.values()].map(({ kind, namespace }) => ({
    kind,
    scope: {
      ...(allNamespaces || !KINDS[kind].namespaced ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
    },
  }));
}

function distinct(targets: readonly Target[]): readonly Target[] {
  return [...new Map(targets.map((one) => [formatTarget(one), one])).values()];
}
