import { slicesOf, whySkipped } from '../../../engines/service/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import type { MetadataOnly } from '../../../model/resources/metadata.ts';
import type { Service } from '../../../model/resources/service.ts';
import { enumerate } from '../../facts/enumerate.ts';
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
    const nowhere = groups.filter((group) => group.nodes.length === 0).map((group) => hitOf(service, group, [], null, cluster));
    const somewhere = groups.filter((group) => group.nodes.length > 0);
    if (somewhere.length === 0) return nowhere;
    const nodes = cluster.metadata('Node');
    const total = nodes.state === 'complete' ? nodes.items.length : null;
    const judged = somewhere.map((group) => ({ group, without: without(knownItems(nodes), group.nodes) }));
    const hits = judged.filter((one) => one.without.length > 0).map((one) => hitOf(service, one.group, one.without, total, cluster));
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

function without(nodes: readonly MetadataOnly[], serving: readonly string[]): readonly string[] {
  const having = new Set(serving);
  return nodes.map((node) => node.metadata.name).filter((name) => !having.has(name));
}

function hitOf({ metadata }: Service, group: ServedPorts, nodes: readonly string[], total: number | null, cluster: ClusterIndex) {
  const { ports, nodes: serving, example } = group;
  const place = example.nodeName === undefined ? 'names no node' : `is on ${example.nodeName}`;
  return {
    args: {
      namespace: metadata.namespace ?? '',
      service: metadata.name,
      ports: enumerate(ports),
      serving: enumerate(serving),
      without: enumerate(nodes),
      count: nodes.length,
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
      ...nodes.slice(0, 1).map((name) => ({
        object: refTo('Node', { name }),
        field: 'metadata.name',
        value: name,
        says: 'no usable endpoint is on this node',
      })),
    ] as const,
  };
}
