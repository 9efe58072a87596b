import { slicesOf } from '../../../engines/service/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { type Node, zoneOf } from '../../../model/resources/node.ts';
import { hasSelector, type Service } from '../../../model/resources/service.ts';
import { perCluster } from '../../facts/by-value.ts';
import { counted } from '../../facts/enumerate.ts';
import { type ListedEndpoint, listedEndpoints } from '../../facts/listed-endpoints.ts';
import { sliceEvidence } from '../../facts/slice-evidence.ts';
import { defineRule, unjudged } from '../../rule.ts';

/** Labels of which a StatefulSet gives each value to one pod: who selects by them wants that pod alone. */
const ONE_POD_LABELS = ['statefulset.kubernetes.io/pod-name', 'apps.kubernetes.io/pod-index'];

/** Effects of taints that keep ordinary pods away. */
const REPELLING = ['NoSchedule', 'NoExecute'];

/** How many nodes take ordinary pods, and their zones; worked out once. */
const roomIn = perCluster((cluster) => {
  const places = knownItems(cluster.list('Node')).filter(takesPods);
  return { nodes: places.length, zones: new Set(places.map(({ metadata }) => zoneOf(metadata.labels))) };
});

export default defineRule({
  code: 'NX1015',
  title: 'All ready endpoints stand or fall together',
  severity: 'info',
  proof: 'assumed',
  subject: 'Service',
  reads: ['EndpointSlice', 'Endpoints', 'Node'],
  wholeKinds: ['Node'],
  causes: [],
  check(service, cluster) {
    if (!hasSelector(service) || ONE_POD_LABELS.some((label) => Object.hasOwn(service.spec.selector, label))) return [];
    const slices = slicesOf(service, cluster);
    const nodes = cluster.list('Node');
    if (slices.state !== 'complete' || nodes.state !== 'complete') return unjudged([...gapsOf(slices), ...gapsOf(nodes)]);
    const room = roomIn(cluster);
    const ready = distinctPods(listedEndpoints(slices.items).filter(({ endpoint }) => endpoint.conditions.ready ?? true));
    const shared = room.nodes < 2 ? undefined : sharedBy(ready, room.zones, cluster);
    const [example] = ready;
    if (shared === undefined || example === undefined) return [];
    return [hitOf(service, ready.length, shared, example, cluster)];
  },
  message: ({ count, shared, name }) => {
    switch (shared) {
      case 'pod':
        return 'only one endpoint is ready: while its pod restarts or moves, nobody answers';
      case 'node':
        return `its ${count} ready endpoints are all on ${name}: without that node, nobody answers`;
      default:
        return `its ${count} ready endpoints are all in zone ${name}: without it, nobody answers`;
    }
  },
  remedy: ({ namespace, service, shared }) =>
    shared === 'pod'
      ? `If interruptions matter, run at least two pods for Service ${namespace}/${service}.`
      : `If that matters, spread the pods of Service ${namespace}/${service}: topologySpreadConstraints over ${shared}s in their pod template.`,
});

/** What all ready endpoints have in common. */
interface Shared {
  readonly shared: 'pod' | 'node' | 'zone';
  readonly name: string;
}

/** Whether ordinary pods may be put on a node. */
function takesPods({ spec }: Node): boolean {
  return !spec.unschedulable && !spec.taints.some(({ effect }) => REPELLING.includes(effect));
}

/** The endpoints of a dual-stack pod are one. */
function distinctPods(endpoints: readonly ListedEndpoint[]): readonly ListedEndpoint[] {
  return [...new Map(endpoints.map((one) => [one.endpoint.targetRef?.name ?? one.address, one])).values()];
}

function sharedBy(ready: readonly ListedEndpoint[], zones: ReadonlySet<string | undefined>, cluster: ClusterIndex): Shared | undefined {
  const [first] = ready;
  if (first === undefined) return undefined;
  if (ready.length === 1) return { shared: 'pod', name: first.address };
  const { nodeName } = first.endpoint;
  if (nodeName !== undefined && ready.every((one) => one.endpoint.nodeName === nodeName)) return { shared: 'node', name: nodeName };
  const zoneOfEndpoint = ({ endpoint }: ListedEndpoint) => {
    const node = cluster.get('Node', endpoint.nodeName ?? '');
    return endpoint.zone ?? (node.state === 'found' ? zoneOf(node.item.metadata.labels) : undefined);
  };
  const zone = zoneOfEndpoint(first);
  const elsewhere = [...zones].some((one) => one !== undefined && one !== zone);
  return zone !== undefined && elsewhere && ready.every((one) => zoneOfEndpoint(one) === zone) ? { shared: 'zone', name: zone } : undefined;
}

function hitOf({ metadata }: Service, count: number, { shared, name }: Shared, example: ListedEndpoint, cluster: ClusterIndex) {
  const { slice, field, address, endpoint } = example;
  const place = endpoint.nodeName === undefined ? '' : ` is on ${endpoint.nodeName}`;
  const shown = sliceEvidence(slice, cluster, { field, says: `ready endpoint ${address}${place}` });
  const asks = { object: refTo('Service', metadata), field: 'spec.selector', says: counted(count, 'ready endpoint') };
  return { args: { namespace: metadata.namespace ?? '', service: metadata.name, count, shared, name }, evidence: [shown, asks] as const };
}
