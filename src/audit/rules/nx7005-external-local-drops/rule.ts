import { isExternallyAccessible, slicesOf, whySkipped } from '../../../engines/service/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { isNodeReady, type Node } from '../../../model/resources/node.ts';
import type { Service } from '../../../model/resources/service.ts';
import { perCluster } from '../../facts/by-value.ts';
import { enumerate, SHOWN } from '../../facts/enumerate.ts';
import { loadBalancerNodes, whyLeftOut } from '../../facts/load-balancer-nodes.ts';
import { type ServedPorts, servedPorts } from '../../facts/served-ports.ts';
import { sliceEvidence } from '../../facts/slice-evidence.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX7005',
  title: 'externalTrafficPolicy Local drops traffic on some nodes',
  severity: 'warning',
  proof: 'certain',
  subject: 'Service',
  reads: ['EndpointSlice', 'Endpoints', 'Node'],
  causes: [],
  check(service, cluster) {
    if (service.spec.externalTrafficPolicy !== 'Local' || whySkipped(service) !== undefined) return [];
    if (!service.spec.ports.some((port) => isExternallyAccessible(service, port))) return [];
    const slices = slicesOf(service, cluster);
    if (slices.state !== 'complete') return unjudged(slices.gaps);
    const groups = servedPorts(service, slices.items, (port, family) => isExternallyAccessible(service, port, family));
    if (groups.length === 0) return [];
    const nodes = cluster.list('Node');
    if (nodes.state !== 'complete') return unjudged(nodes.gaps);
    return groups.flatMap((group) => {
      const serving = group.nodes.flatMap((name) => nodeNamed(name, cluster));
      const [example] = nodesBesides(serving, reachedNodes(service, cluster), 1);
      return example === undefined ? [] : [hitOf(service, group, { serving, all: nodes.items, example }, cluster)];
    });
  },
  message: ({ ports, serving, dropping, count, total, healthCheckNodePort }) => {
    const only = serving === '' ? 'no usable endpoint names a node' : `its usable endpoints are on ${serving}`;
    const checked =
      healthCheckNodePort === null ? '' : `; a load balancer that asks health check node port ${healthCheckNodePort} passes them by`;
    return `what arrives from outside on ${count} of ${total} nodes (${dropping}) gets no answer from port ${ports}: externalTrafficPolicy is Local, and ${only}${checked}`;
  },
  remedy: ({ namespace, service, serving, healthCheckNodePort }) => {
    if (serving === '') return `Set nodeName of the endpoints of Service ${namespace}/${service}, or its externalTrafficPolicy to Cluster.`;
    const send =
      healthCheckNodePort === null ? `Send clients to ${serving} only` : 'See that the load balancer checks the health of the nodes';
    return `${send}, run a ready pod of Service ${namespace}/${service} on every node (DaemonSet), or set its externalTrafficPolicy to Cluster, which hides the client's address.`;
  },
});

/** The nodes at which anything arrives from outside that would not be lost there anyway. */
function reachedNodes({ spec }: Service, cluster: ClusterIndex): readonly Node[] {
  return spec.type === 'LoadBalancer' ? loadBalancerNodes(cluster).used : nodesNotDown(cluster);
}

const nodesNotDown = perCluster((cluster) => knownItems(cluster.list('Node')).filter((node) => isNodeReady(node) !== false));

function nodeNamed(name: string, cluster: ClusterIndex): readonly Node[] {
  const found = cluster.get('Node', name);
  return found.state === 'found' ? [found.item] : [];
}

/** The first of some nodes that are none of the serving ones. */
function nodesBesides(serving: readonly Node[], nodes: readonly Node[], count: number): readonly Node[] {
  // Among so many there are enough, however many nodes the cluster has.
  return nodes
    .slice(0, serving.length + count)
    .filter((node) => !serving.includes(node))
    .slice(0, count);
}

interface NodeGroups {
  readonly serving: readonly Node[];
  readonly all: readonly Node[];
  /** One that drops. */
  readonly example: Node;
}

function hitOf({ metadata, spec }: Service, { ports, example }: ServedPorts, nodes: NodeGroups, cluster: ClusterIndex) {
  const dropping = nodes.all.length - nodes.serving.length;
  const place = example.nodeName === undefined ? 'names no node' : `is on ${example.nodeName}`;
  return {
    args: {
      namespace: metadata.namespace ?? '',
      service: metadata.name,
      ports: enumerate(ports),
      serving: enumerate(nodes.serving.map(describeNode)),
      dropping: enumerate(nodesBesides(nodes.serving, nodes.all, SHOWN).map(describeNode), SHOWN, dropping),
      count: dropping,
      total: nodes.all.length,
      healthCheckNodePort: spec.type === 'LoadBalancer' ? (spec.healthCheckNodePort ?? null) : null,
    },
    evidence: [
      {
        object: refTo('Service', metadata),
        field: 'spec.externalTrafficPolicy',
        value: 'Local',
        says: 'a node sends what arrives from outside to its own endpoints only',
      },
      sliceEvidence(example.slice, cluster, { field: example.field, says: `usable endpoint ${example.ip} ${place}` }),
      {
        object: refTo('Node', nodes.example.metadata),
        field: 'metadata.name',
        value: nodes.example.metadata.name,
        says: 'no usable endpoint is on this node',
      },
    ] as const,
  };
}

/** `node1`, `node2 (not ready)`. */
function describeNode(node: Node): string {
  const leftOut = whyLeftOut(node);
  return leftOut === undefined ? node.metadata.name : `${node.metadata.name} (${leftOut.why})`;
}
