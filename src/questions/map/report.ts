import type {
  AddressMapQuestion,
  AddressMapReport,
  AddressMapRow,
  MappedNode,
  MappedService,
  ServiceWithoutPod,
} from '../../model/address-map-report.ts';
import { type ClusterIndex, indexSnapshot } from '../../model/cluster-index.ts';
import { KINDS } from '../../model/kind.ts';
import { gapsOf, knownItems, type Listing } from '../../model/listing.ts';
import { type Endpoint, type EndpointSlice, serviceNameOf } from '../../model/resources/endpoint-slice.ts';
import { type Node, nodeIPs, zoneOf } from '../../model/resources/node.ts';
import { isPodFinished, type Pod } from '../../model/resources/pod.ts';
import type { Service } from '../../model/resources/service.ts';
import type { ClusterSnapshot } from '../../model/snapshot.ts';
import type { LabelSelector } from '../../model/values/label-selector.ts';
import { coverageOf, explainGap } from '../coverage.ts';

/** Joins the addresses of a snapshot that was narrowed to what the question reads. */
export function addressMapReport(
  question: AddressMapQuestion,
  labels: LabelSelector | undefined,
  snapshot: ClusterSnapshot,
): AddressMapReport {
  const cluster = indexSnapshot(snapshot);
  const scope = question.namespace === undefined ? {} : { namespace: question.namespace };
  const pods = cluster.list('Pod', { ...scope, ...(labels === undefined ? {} : { labels }) });
  const slices = cluster.list('EndpointSlice', scope);
  const services = cluster.list('Service', scope);
  const backing = slices.state === 'unknown' ? undefined : backingOf(slices.items, slices.state === 'complete');
  const rows = knownItems(pods).map((pod) => rowOf(pod, backing, cluster));
  return {
    apiVersion: 'netexplain/v1',
    kind: 'AddressMap',
    question,
    outcome: pods.state === 'unknown' ? 'unknown' : 'listed',
    summary: summaryOf(question, pods, rows),
    rows,
    servicesWithoutPod: labels === undefined ? servicesWithoutPod(services, backing) : [],
    nodes: nodesOf(question, rows, cluster),
    findings: [],
    assumptions: [],
    coverage: coverageOf(snapshot, [], notChecked([pods, slices, services])),
  };
}

function rowOf(pod: Pod, backing: Backing | undefined, cluster: ClusterIndex): AddressMapRow {
  const { metadata, spec, status } = pod;
  const { namespace = '', name } = metadata;
  return {
    namespace,
    pod: name,
    phase: status.phase,
    podIPs: status.podIPs.map(({ ip }) => ip),
    live: !isPodFinished(pod),
    hostNetwork: spec.hostNetwork,
    ...(spec.nodeName === undefined ? {} : { node: spec.nodeName, nodeIPs: addressesOf(spec.nodeName, cluster) }),
    services: servicesOf(namespace, name, backing, cluster),
  };
}

function addressesOf(node: string, cluster: ClusterIndex): readonly string[] | 'unknown' {
  const found = cluster.get('Node', node);
  return found.state === 'found' ? nodeIPs(found.item).map(({ address }) => address) : 'unknown';
}

/** Who stands behind what, by `NAMESPACE/NAME`; `complete` where all EndpointSlices are known. */
interface Backing {
  readonly complete: boolean;
  /** Names of the Services that have a pod as an endpoint. */
  readonly servicesOfPod: ReadonlyMap<string, readonly string[]>;
  readonly endpointsOfService: ReadonlyMap<string, readonly Endpoint[]>;
}

function backingOf(slices: readonly EndpointSlice[], complete: boolean): Backing {
  const servicesOfPod = new Map<string, string[]>();
  const endpointsOfService = new Map<string, Endpoint[]>();
  for (const slice of slices) {
    const service = serviceNameOf(slice);
    if (service === undefined) continue;
    const { namespace = '' } = slice.metadata;
    for (const endpoint of slice.endpoints) {
      const { targetRef } = endpoint;
      add(endpointsOfService, `${namespace}/${service}`, endpoint);
      if (targetRef?.kind === 'Pod') add(servicesOfPod, `${targetRef.namespace ?? namespace}/${targetRef.name}`, service);
    }
  }
  return { complete, servicesOfPod, endpointsOfService };
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}

function servicesOf(
  namespace: string,
  pod: string,
  backing: Backing | undefined,
  cluster: ClusterIndex,
): readonly MappedService[] | 'unknown' {
  const names = backing?.servicesOfPod.get(`${namespace}/${pod}`) ?? [];
  if (backing === undefined || (!backing.complete && names.length === 0)) return 'unknown';
  return [...new Set(names)].sort().map((name) => {
    const service = cluster.get('Service', name, namespace);
    return { name, clusterIPs: service.state === 'found' ? service.item.spec.clusterIPs : 'unknown' };
  });
}

function servicesWithoutPod(services: Listing<Service>, backing: Backing | undefined): readonly ServiceWithoutPod[] | 'unknown' {
  if (services.state === 'unknown' || backing?.complete !== true) return 'unknown';
  return services.items.flatMap((service) => {
    const { namespace = '', name } = service.metadata;
    const endpoints = backing.endpointsOfService.get(`${namespace}/${name}`) ?? [];
    if (endpoints.some(({ targetRef }) => targetRef?.kind === 'Pod')) return [];
    const otherEndpoints = [...new Set(endpoints.flatMap(({ addresses }) => addresses.slice(0, 1)))];
    return [{ namespace, name, type: service.spec.type, clusterIPs: service.spec.clusterIPs, otherEndpoints }];
  });
}

function nodesOf(
  { namespace }: AddressMapQuestion,
  rows: readonly AddressMapRow[],
  cluster: ClusterIndex,
): readonly MappedNode[] | 'unknown' {
  const live = rows.filter((row) => row.live).flatMap(({ node }) => (node === undefined ? [] : [node]));
  const pods = new Map<string, number>();
  for (const name of live) pods.set(name, (pods.get(name) ?? 0) + 1);
  if (namespace === undefined) {
    const all = cluster.list('Node');
    return all.state === 'unknown' ? 'unknown' : all.items.map((node) => nodeOf(node, pods));
  }
  const used = [...new Set(rows.flatMap(({ node }) => (node === undefined ? [] : [node])))].sort();
  const found = used.map((name) => cluster.get('Node', name));
  if (found.length > 0 && found.every(({ state }) => state === 'unknown')) return 'unknown';
  return found.flatMap((node) => (node.state === 'found' ? [nodeOf(node.item, pods)] : []));
}

function nodeOf(node: Node, pods: ReadonlyMap<string, number>): MappedNode {
  const { name, labels } = node.metadata;
  const zone = zoneOf(labels);
  return {
    name,
    addresses: nodeIPs(node),
    podCIDRs: node.spec.podCIDRs,
    ...(zone === undefined ? {} : { zone }),
    pods: pods.get(name) ?? 0,
  };
}

function summaryOf({ namespace, selector }: AddressMapQuestion, pods: Listing<Pod>, rows: readonly AddressMapRow[]): string {
  const where = `${namespace === undefined ? 'all namespaces' : `namespace ${namespace}`}${selector === undefined ? '' : ` with ${selector}`}`;
  const [gap] = gapsOf(pods);
  if (pods.state === 'unknown') return `The pods of ${where} could not be read: ${gap === undefined ? 'not read' : explainGap(gap)}.`;
  const live = rows.filter((row) => row.live);
  const without = live.filter(({ podIPs }) => podIPs.length === 0).length;
  const nodes = new Set(live.flatMap(({ node }) => (node === undefined ? [] : [node]))).size;
  const counted = `${count(live.length, 'pod')} in ${where} on ${count(nodes, 'node')}`;
  return `${counted}${without === 0 ? '' : `, ${without} without an address`}${pods.state === 'partial' ? '; not all could be read' : ''}.`;
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}

function notChecked(listings: readonly Listing<unknown>[]) {
  return listings.flatMap((listing) =>
    gapsOf(listing)
      .slice(0, 1)
      .map((gap) => ({ what: KINDS[gap.kind].plural, why: explainGap(gap), codes: [] })),
  );
}
