import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { nameOf, refTo } from '../../../model/object-ref.ts';
import { type Node, ZONE_LABEL, zoneOf } from '../../../model/resources/node.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { leadingService } from '../../facts/flow-ends.ts';
import { defineFlowRule, type FlowFacts } from '../../flow-rule.ts';

export default defineFlowRule({
  code: 'NX6018',
  title: 'Every destination is in another zone',
  severity: 'info',
  proof: 'assumed',
  subject: 'Flow',
  reads: ['Node'],
  causes: [],
  check(flow, cluster) {
    const { sender } = flow;
    const service = leadingService(flow);
    const own = sender.kind === 'address' ? undefined : sender.node.node;
    const zone = own === undefined ? undefined : zoneOf(own.metadata.labels);
    const nodes = nodesReached(flow, cluster);
    const [first] = nodes;
    if (service === undefined || own === undefined || zone === undefined || first === undefined) return [];
    const zones = nodes.map((node) => zoneOf(node.metadata.labels));
    if (zones.some((one) => one === undefined || one === zone)) return [];
    return [
      {
        subject: service,
        args: { service: nameOf(service), zone, zones: enumerate([...new Set(zones.filter((one) => one !== undefined))].sort()) },
        evidence: [zoneEvidence(own, 'the zone of the client'), zoneEvidence(first, 'the zone of a destination')],
      },
    ];
  },
  message: ({ service, zone, zones }) => `every destination of Service ${service} is in another zone (${zones}) than the client (${zone})`,
  remedy: ({ service, zone }) =>
    `Run pods of Service ${service} in zone ${zone} as well (topologySpreadConstraints), and set spec.trafficDistribution: PreferSameZone.`,
});

/** The nodes where the ways end; none where one of them ends elsewhere, or on a node that is not known. */
function nodesReached({ arrivals }: FlowFacts, cluster: ClusterIndex): readonly Node[] {
  const found = arrivals.map(({ destination }) => (destination?.node === undefined ? undefined : cluster.get('Node', destination.node)));
  const nodes = found.flatMap((one) => (one?.state === 'found' ? [one.item] : []));
  return nodes.length === arrivals.length ? nodes : [];
}

function zoneEvidence({ metadata }: Node, says: string): Evidence {
  return { object: refTo('Node', metadata), field: `metadata.labels["${ZONE_LABEL}"]`, value: zoneOf(metadata.labels) ?? '', says };
}
