import { slicesOf, whySkipped } from '../../../engines/service/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Listing } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import type { Node } from '../../../model/resources/node.ts';
import type { Service } from '../../../model/resources/service.ts';
import { enumerate, SHOWN } from '../../facts/enumerate.ts';
import { type LeftOut, type LeftOutNode, leftOutOf, loadBalancerNodes } from '../../facts/load-balancer-nodes.ts';
import { servedPorts } from '../../facts/served-ports.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX7023',
  title: 'No node for the load balancer',
  severity: 'warning',
  proof: 'certain',
  subject: 'Service',
  reads: ['EndpointSlice', 'Endpoints', 'Node'],
  causes: [],
  check(service, cluster) {
    if (service.spec.type !== 'LoadBalancer' || whySkipped(service) !== undefined) return [];
    const nodes = cluster.list('Node');
    if (nodes.state !== 'complete') return unjudged(nodes.gaps);
    const local = service.spec.externalTrafficPolicy === 'Local';
    const serving = local ? servingNodes(service, cluster) : nodes;
    if (serving.state !== 'complete') return unjudged(serving.gaps);
    const leftOut = local ? leftOutOf(serving.items) : loadBalancerNodes(cluster).leftOut;
    const [first] = leftOut;
    if (first === undefined || leftOut.length < serving.items.length) return [];
    return [hitOf(service, leftOut, local && leftOut.length < nodes.items.length, first)];
  },
  message: ({ nodes, local }) =>
    local
      ? `its load balancer may use none of the nodes that have an endpoint (externalTrafficPolicy is Local): ${nodes}`
      : `its load balancer may use none of the nodes: ${nodes}`,
  remedy: ({ unready, label }) => {
    if (unready !== null) return `See why the node is not ready: kubectl describe node ${unready}.`;
    return label === null
      ? 'Add nodes, or see why these keep the taint: the cloud controller manager takes its own from nodes that it has set up.'
      : `Where such a node may take traffic from outside: kubectl label node ${label} node.kubernetes.io/exclude-from-external-load-balancers-.`;
  },
});

function servingNodes(service: Service, cluster: ClusterIndex): Listing<Node> {
  const slices = slicesOf(service, cluster);
  if (slices.state !== 'complete') return { state: 'unknown', gaps: slices.gaps };
  const names = [...new Set(servedPorts(service, slices.items).flatMap((group) => group.nodes))].sort();
  const found = names.map((name) => cluster.get('Node', name));
  return { state: 'complete', items: found.flatMap((one) => (one.state === 'found' ? [one.item] : [])) };
}

function hitOf({ metadata }: Service, leftOut: readonly LeftOutNode[], local: boolean, first: LeftOut) {
  const nodeThat = (why: string) => leftOut.find((one) => one.why === why)?.node.metadata.name ?? null;
  return {
    args: {
      namespace: metadata.namespace ?? '',
      service: metadata.name,
      nodes: enumerate(
        leftOut.slice(0, SHOWN).map(({ node, why }) => `${node.metadata.name} (${why})`),
        SHOWN,
        leftOut.length,
      ),
      local,
      unready: nodeThat('not ready'),
      label: nodeThat('excluded by label'),
    },
    evidence: [
      {
        object: refTo('Service', metadata),
        field: 'spec.type',
        value: 'LoadBalancer',
        says: 'a load balancer sends to nodes that may be used',
      },
      first.shown,
      ...leftOut.slice(1, 5).map((one) => one.shown),
    ] as const,
  };
}
