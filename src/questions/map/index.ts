import type { AddressMapReport } from '../../model/address-map-report.ts';
import { indexSnapshot } from '../../model/cluster-index.ts';
import { UsageError } from '../../model/errors.ts';
import type { Need } from '../../model/listing.ts';
import type { ClusterSnapshot } from '../../model/snapshot.ts';
import { type LabelSelector, parseSelector } from '../../model/values/label-selector.ts';
import { type ReadingPlan, restrict } from '../reading-plan.ts';
import { addressMapReport } from './report.ts';

/** Whose addresses to join: the pods of a namespace (`default` when left out) or of all. */
export interface AddressMapQuery {
  readonly namespace?: string;
  readonly allNamespaces?: boolean;
  /** Only pods with these labels, in the syntax of `kubectl -l`. */
  readonly selector?: string;
}

/** Which pods are meant. `namespace` absent: those of all namespaces. */
export interface Selection {
  readonly namespace?: string;
  readonly labels?: LabelSelector;
}

/** So many nodes are read one by one; beyond that one list costs less. */
const ONE_BY_ONE = 50;

/** What joining the addresses reads. Refuses (UsageError) a malformed selector. */
export function* addressMapPlan(query: AddressMapQuery): ReadingPlan {
  const { labels, ...scope } = selectionOf(query);
  const everywhere = scope.namespace === undefined;
  const cluster = yield [
    { kind: 'Pod', ...scope, ...(labels === undefined ? {} : { labels }) },
    { kind: 'EndpointSlice', ...scope },
    { kind: 'Service', ...scope },
    ...(everywhere ? [{ kind: 'Node' } as const] : []),
  ];
  if (everywhere) return;
  const names = [...new Set(cluster.known('Pod').flatMap(({ spec }) => (spec.nodeName === undefined ? [] : [spec.nodeName])))];
  yield names.length > ONE_BY_ONE ? [{ kind: 'Node' }] : names.map((name): Need => ({ kind: 'Node', name }));
}

/**
 * Joins Node IP, Pod IP and Cluster IP: each pod with its node's addresses and the Services that have it as an endpoint.
 * @throws UsageError for a malformed selector.
 */
export function addressMap(cluster: ClusterSnapshot, query: AddressMapQuery = {}): AddressMapReport {
  const { namespace, labels } = selectionOf(query);
  const question = {
    ...(namespace === undefined ? {} : { namespace }),
    ...(query.selector === undefined ? {} : { selector: query.selector }),
  };
  return addressMapReport(question, labels, restrict(indexSnapshot(cluster), addressMapPlan(query)));
}

function selectionOf({ namespace = 'default', allNamespaces = false, selector }: AddressMapQuery): Selection {
  const labels = selector === undefined ? undefined : parseSelector(selector);
  if (selector !== undefined && labels === undefined) throw new UsageError(`unable to parse requirement: "${selector}"`);
  return { ...(allNamespaces ? {} : { namespace }), ...(labels === undefined ? {} : { labels }) };
}
