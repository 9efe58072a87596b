import { type ClusterIndex, indexSnapshot } from '../../model/cluster-index.ts';
import { ClusterError, UsageError } from '../../model/errors.ts';
import { findKind } from '../../model/kind.ts';
import { gapsOf } from '../../model/listing.ts';
import type { ReportList } from '../../model/report.ts';
import type { ServiceReport } from '../../model/service-report.ts';
import type { ClusterSnapshot } from '../../model/snapshot.ts';
import { type LabelSelector, parseSelector } from '../../model/values/label-selector.ts';
import { type Client, parseClient } from '../client.ts';
import { type ReadingPlan, restrict, together } from '../reading-plan.ts';
import { notFound } from './not-found.ts';
import { serviceReadingPlan } from './plan.ts';
import { serviceReport } from './report.ts';

/** Which Services to explain, and for which client. The same strings as on the command line. */
export interface ExplainQuestion {
  /** `svc/foo`, `svc/NAMESPACE/foo`, or several of them; `svc` alone asks for all of the namespace. */
  readonly object: string | readonly string[];
  /** The namespace of objects that name none; `default` when left out. */
  readonly namespace?: string;
  /** With `svc` alone: the Services of every namespace. */
  readonly allNamespaces?: boolean;
  /** With `svc` alone: only those with these labels, in the syntax of `kubectl -l`. */
  readonly selector?: string;
  /** The client to explain for: `pod/x`, `pod/NAMESPACE/x` or `node/x`. */
  readonly from?: string;
}

/** The answers, and an error for each Service that was asked for and is not there or may not be read. */
export interface Explained {
  readonly report: ServiceReport | ReportList;
  readonly errors: readonly ClusterError[];
}

interface Selection {
  readonly named: readonly { readonly namespace: string; readonly name: string }[];
  /** Set when a type stands alone. `namespace` absent: all namespaces. */
  readonly all?: { readonly namespace?: string; readonly labels?: LabelSelector };
  readonly client: Client | undefined;
}

/** What explaining Services reads. Refuses (UsageError) objects of another type, a malformed selector or client. */
export function* explainPlan(question: ExplainQuestion): ReadingPlan {
  const selection = selectionOf(question);
  const plan = (one: { readonly namespace: string; readonly name: string }) =>
    serviceReadingPlan(one.namespace, one.name, selection.client);
  if (selection.all === undefined) {
    yield* together(selection.named.map(plan));
    return;
  }
  const { namespace, labels } = selection.all;
  const scope = namespace === undefined ? {} : { namespace };
  const cluster = yield [
    { kind: 'Service', ...scope, ...(labels === undefined ? {} : { labels }) },
    { kind: 'EndpointSlice', ...scope },
    { kind: 'Pod', ...scope },
    { kind: 'Ingress', ...scope },
    { kind: 'Event', ...scope },
    { kind: 'Node' },
  ];
  const services = cluster.list('Service', { ...scope, ...(labels === undefined ? {} : { labels }) });
  if (services.state === 'unknown') return;
  yield* together(services.items.map(({ metadata }) => plan({ namespace: metadata.namespace ?? '', name: metadata.name })));
}

/**
 * Explains Services from what is known of a cluster. One object by name gives a report, anything else a ReportList.
 * @throws UsageError for a malformed question; ClusterError, in kubectl's words, when nothing can be answered.
 */
export function explain(cluster: ClusterSnapshot, question: ExplainQuestion): ServiceReport | ReportList {
  const { report, errors } = explainEach(cluster, question);
  if (errors[0] !== undefined) throw errors[0];
  return report;
}

/** The same, with the errors of missing objects beside the answers for the others. Throws when there is no answer at all. */
export function explainEach(cluster: ClusterSnapshot, question: ExplainQuestion): Explained {
  const selection = selectionOf(question);
  const known = indexSnapshot(restrict(indexSnapshot(cluster), explainPlan(question)));
  const names = selection.all === undefined ? selection.named : allNames(selection.all, known);
  const items: ServiceReport[] = [];
  const errors: ClusterError[] = [];
  for (const { namespace, name } of names) {
    const own = restrict(known, serviceReadingPlan(namespace, name, selection.client));
    const found = known.get('Service', name, namespace);
    if (found.state === 'found') items.push(serviceReport(found.item, selection.client, own));
    else errors.push(notFound(namespace, name, indexSnapshot(own)));
  }
  const [first] = items;
  if (first === undefined && errors[0] !== undefined && names.length === 1) throw errors[0];
  const single = selection.all === undefined && names.length === 1 && first !== undefined;
  return { report: single ? first : { apiVersion: 'netexplain/v1', kind: 'ReportList', items }, errors };
}

function allNames(all: NonNullable<Selection['all']>, known: ClusterIndex) {
  const { namespace, labels } = all;
  const scope = { ...(namespace === undefined ? {} : { namespace }), ...(labels === undefined ? {} : { labels }) };
  const services = known.list('Service', scope);
  if (services.state === 'unknown') {
    const gap = gapsOf(services)[0];
    throw new ClusterError(
      `Error from server (${gap?.reason === 'forbidden' ? 'Forbidden' : 'Unknown'}): ${gap?.message ?? 'services were not read'}`,
      3,
    );
  }
  return services.items.map(({ metadata }) => ({ namespace: metadata.namespace ?? '', name: metadata.name }));
}

function selectionOf(question: ExplainQuestion): Selection {
  const { object, namespace = 'default', allNamespaces = false, selector, from } = question;
  const objects = typeof object === 'string' ? [object] : object;
  const client = from === undefined ? undefined : parseClient(from, namespace);
  const parsed = objects.map((text) => parseObject(text, namespace));
  const named = parsed.filter((one) => one.name !== undefined).map((one) => ({ namespace: one.namespace, name: one.name ?? '' }));
  if (named.length === parsed.length && parsed.length > 0) {
    if (selector !== undefined) throw new UsageError('name cannot be provided when a selector is specified');
    return { named: distinct(named), client };
  }
  const labels = selector === undefined ? undefined : parseSelector(selector);
  if (selector !== undefined && labels === undefined) throw new UsageError(`unable to parse requirement: "${selector}"`);
  return { named: [], all: { ...(allNamespaces ? {} : { namespace }), ...(labels === undefined ? {} : { labels }) }, client };
}

function parseObject(text: string, namespace: string): { readonly namespace: string; readonly name: string | undefined } {
  const [type = '', ...parts] = text.split('/');
  if (findKind(type) !== 'Service') throw new UsageError(`the server doesn't have a resource type "${type}"`);
  const [first, second] = parts;
  if (parts.length > 2 || parts.some((part) => part === '')) {
    throw new UsageError('arguments in resource/name form must have a single resource and name');
  }
  return second === undefined ? { namespace, name: first } : { namespace: first ?? namespace, name: second };
}

function distinct<T extends { readonly namespace: string; readonly name: string }>(names: readonly T[]): readonly T[] {
  return [...new Map(names.map((one) => [`${one.namespace}/${one.name}`, one])).values()];
}
