import { slicesOf, whySkipped } from '../../../engines/service/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import type { Service } from '../../../model/resources/service.ts';
import { perCluster } from '../../facts/by-value.ts';
import { enumerate, SHOWN } from '../../facts/enumerate.ts';
import { type ServedPorts, servedPorts } from '../../facts/served-ports.ts';
import { sliceEvidence } from '../../facts/slice-evidence.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1117',
  title: 'internalTrafficPolicy Local drops traffic on some nodes',
  severity: 'warning',
  proof: 'certain',
  subject: 'Service',
  reads: ['EndpointSlice', 'Endpoints', 'Node'],
  causes: [],
  check(service, cluster) {
    if (service.spec.internalTrafficPolicy !== 'Local' || whySkipped(service) !== undefined) return [];
    const slices = slicesOf(service, cluster);
    if (slices.state !== 'complete') return unjudged(slices.gaps);
    const groups = servedPorts(service, slices.items);
    const nowhere = groups
      .filter((group) => group.nodes.length === 0)
      .map((group) => hitOf(service, group, { names: [], count: 0 }, null, cluster));
    const somewhere = groups.filter((group) => group.nodes.length > 0);
    if (somewhere.length === 0) return nowhere;
    const nodes = cluster.metadata('Node');
    const total = nodes.state === 'complete' ? nodes.items.length : null;
    const judged = somewhere.map((group) => ({ group, without: without(group.nodes, cluster) }));
    const hits = judged.filter((one) => one.without.count > 0).map((one) => hitOf(service, one.group, one.without, total, cluster));
    const undecided = total === null && hits.length < somewhere.length;
    return [...nowhere, ...hits, ...(undecided ? unjudged(gapsOf(nodes)) : [])];
  },
  message: ({ ports, serving, without: nodes, count, total }) => {
    const shown = total === null ? `${nodes}, and perhaps others,` : `${count} of ${total} nodes (${nodes})`;
    const where = count === 0 ? 'on every node' : `on ${shown}`;
    const only = serving === '' ? 'no usable endpoint names a node' : `its usable endpoints are on ${serving}`;
    return `clients ${where} get no answer from port ${ports} of the Cluster IP: internalTrafficPolicy is Local, and ${only}`;
  },
  remedy: ({ namespace, service, serving }) =>
    serving === ''
      ? `Set nodeName of the endpoints of Service ${namespace}/${service}, or its internalTrafficPolicy to Cluster.`
      : `Set internalTrafficPolicy of Service ${namespace}/${service} to Cluster, or run a ready pod of it on every node that has clients (DaemonSet).`,
});

/** Nodes without an endpoint: the first of them, and how many there are. */
interface Without {
  readonly names: readonly string[];
  readonly count: number;
}

const nodeNames = perCluster((cluster) => new Set(knownItems(cluster.metadata('Node')).map(({ metadata }) => metadata.name)));

function without(serving: readonly string[], cluster: ClusterIndex): Without {
  const all = nodeNames(cluster);
  const having = new Set(serving.filter((name) => all.has(name)));
  const names: string[] = [];
  for (const name of all) {
    if (names.length === SHOWN) break;
    if (!having.has(name)) names.push(name);
  }
  return { names, count: all.size - having.size };
}

function hitOf({ metadata }: Service, group: ServedPorts, nodes: Without, total: number | null, cluster: ClusterIndex) {
  const { ports, nodes: serving, example } = group;
  const place = example.nodeName === undefined ? 'names no node' : `is on ${example.nodeName}`;
  return {
    args: {
      namespace: metadata.namespace ?? '',
      service: metadata.name,
      ports: enumerate(ports),
      serving: enumerate(serving),
      without: enumerate(nodes.names, SHOWN, nodes.count),
      count: nodes.count,
      total,
    },
    evidence: [
      {
        object: refTo('Service', metadata),
        field: 'spec.internalTrafficPolicy',
        value: 'Local',
        says: 'clients are only sent to endpoints on their own node',
      },
      sliceEvidence(example.slice, cluster, { field: example.field, says: `usable endpoint ${example.ip} ${place}` }),
      ...nodes.names.slice(0, 1).map((name) => ({
        object: refTo('Node', { name }),
        field: 'metadata.name',
        value: name,
        says: 'no usable endpoint is on this node',
      })),
    ] as const,
  };
}
