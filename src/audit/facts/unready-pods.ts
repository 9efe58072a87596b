import { podsOf, slicesOf } from '../../engines/service/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Evidence } from '../../model/evidence.ts';
import type { Endpoint, EndpointSlice } from '../../model/resources/endpoint-slice.ts';
import { isPodFinished, type Pod } from '../../model/resources/pod.ts';
import { hasSelector, isHeadless, type Service } from '../../model/resources/service.ts';
import { type Args, type Hit, type Unjudged, unjudged } from '../rule.ts';
import { counted, enumerate } from './enumerate.ts';
import type { Reason } from './pod-readiness.ts';
import { type Selection, selectionOf } from './selection.ts';

/** An endpoint with its place: `endpoints[2]` of a slice. */
export interface PlacedEndpoint {
  readonly slice: EndpointSlice;
  readonly field: string;
  readonly endpoint: Endpoint;
}

/** The endpoints of a Service that count for new connections. */
export interface EndpointState {
  readonly ready: readonly PlacedEndpoint[];
  /** Those that serve while they terminate: kube-proxy uses them where none is ready (KEP-1669). */
  readonly draining: readonly PlacedEndpoint[];
}

/** Sorts the endpoints of slices by what kube-proxy would do with them; a condition left out has the default of the API. */
export function endpointStateOf(slices: readonly EndpointSlice[]): EndpointState {
  const endpoints = slices
    .filter((slice) => slice.addressType !== 'FQDN')
    .flatMap((slice) => slice.endpoints.map((endpoint, index) => ({ slice, field: `endpoints[${index}]`, endpoint })));
  return {
    ready: endpoints.filter(({ endpoint }) => endpoint.conditions.ready ?? true),
    draining: endpoints.filter(
      ({ endpoint: { conditions } }) => conditions.ready === false && (conditions.serving ?? true) && conditions.terminating === true,
    ),
  };
}

/** A Service whose selector matches pods that have not finished, and whether any of its endpoints takes connections. */
export interface SelectedPods {
  readonly selection: Selection;
  readonly pods: readonly Pod[];
  readonly ready: boolean;
  /** Some endpoint is ready, or, on a Service with a Cluster IP, drains. DNS gives out no draining ones. */
  readonly usable: boolean;
}

/** Judges a Service by its pods that have not finished and its endpoints. Nothing is said of one that matches no such pod. */
export function judgeSelectedPods<A extends Args>(
  service: Service,
  cluster: ClusterIndex,
  judge: (selected: SelectedPods) => readonly Hit<A>[],
): readonly (Hit<A> | Unjudged)[] {
  if (!hasSelector(service)) return [];
  const listing = podsOf(service, cluster);
  if (listing.state !== 'complete') return unjudged(listing.gaps);
  const pods = listing.items.filter((pod) => !isPodFinished(pod));
  if (pods.length === 0) return [];
  const slices = slicesOf(service, cluster);
  if (slices.state !== 'complete') return unjudged(slices.gaps);
  const { ready, draining } = endpointStateOf(slices.items);
  return judge({
    selection: selectionOf(service, service.spec.selector),
    pods,
    ready: ready.length > 0,
    usable: ready.length > 0 || (draining.length > 0 && !isHeadless(service)),
  });
}

/** So many different reasons are spelled out; all of them are in the evidence. */
const SPELLED_OUT = 3;

/** Why pods take no traffic: `web-1 and web-2: container web waits: …; web-3: is being deleted …`, with evidence for each reason. */
export function describeReasons(pods: readonly Reason[]): { readonly reasons: string; readonly evidence: readonly Evidence[] } {
  const alike = [...new Set(pods.map((one) => one.says))]
    .map((says) => ({ says, pods: pods.filter((one) => one.says === says) }))
    .sort((a, b) => b.pods.length - a.pods.length);
  const spelled = alike.slice(0, SPELLED_OUT).map((group) => `${enumerate(group.pods.map(({ pod }) => pod))}: ${group.says}`);
  const more = alike.slice(SPELLED_OUT).flatMap((group) => group.pods).length;
  return {
    reasons: [...spelled, ...(more === 0 ? [] : [`and ${counted(more, 'more pod')}`])].join('; '),
    evidence: alike.flatMap((group) => group.pods.slice(0, 1).map((example) => example.evidence)),
  };
}

/** `none of the 2 selected pods`, `the one selected pod`: what a sentence about all pods begins with. */
export function noneOf(count: number, verb: string, oneVerb: string): string {
  return count === 1 ? `the one selected pod ${oneVerb}` : `none of the ${count} selected pods ${verb}`;
}
