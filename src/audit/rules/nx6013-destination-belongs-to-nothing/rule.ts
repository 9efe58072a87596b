import { ownIPs } from '../../../engines/trace/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { refTo } from '../../../model/object-ref.ts';
import { nodeIPs } from '../../../model/resources/node.ts';
import { clusterIPsOf, type Service } from '../../../model/resources/service.ts';
import { cidrContains } from '../../../model/values/cidr.ts';
import { sameIp } from '../../../model/values/ip.ts';
import { canSend, outcomesOf } from '../../facts/flow-ends.ts';
import { defineFlowRule, type FlowFacts } from '../../flow-rule.ts';

export default defineFlowRule({
  code: 'NX6013',
  title: 'The destination address belongs to nothing known',
  severity: 'info',
  proof: 'certain',
  subject: 'Flow',
  reads: ['Pod', 'Service', 'Node', 'ServiceCIDR'],
  causes: [],
  check(flow, cluster) {
    const { dialled, arrivals } = flow;
    const unowned = [...outcomesOf(flow)].every((outcome) => outcome === 'leaves-cluster' || outcome === 'dropped');
    if (dialled === undefined || !unowned || arrivals.some(({ towards }) => towards !== dialled.destination)) return [];
    const address = dialled.destination;
    if (isOwned(address, cluster) || !wasLookedFor(flow, address, cluster)) return [];
    const place = placeOf(address, cluster) ?? (outcomesOf(flow).has('leaves-cluster') ? outsideAll(flow) : undefined);
    if (place === undefined) return [];
    const nodes = cluster.list('Node').state === 'complete';
    return [{ subject: place.shown.object, args: { address, where: place.says, nodes }, evidence: [place.shown] }];
  },
  message: ({ address, where, nodes }) =>
    `no Pod has ${address} as its first address, and no Service${nodes ? ' or Node' : ''} has it (all of these were read); it ${where}`,
  remedy: ({ address }) =>
    `If ${address} was an address of this cluster, look up the one that its owner has now, or dial a name; if it is a host outside, nothing is wrong here.`,
});

interface PlaceOfAddress {
  readonly says: string;
  readonly shown: Evidence;
}

/** Whether any object that was read has the address, in whatever role. */
function isOwned(address: string, cluster: ClusterIndex): boolean {
  const is = (one: string | undefined) => one !== undefined && sameIp(one, address);
  return (
    cluster.known('Pod').some((pod) => ownIPs(pod).some(is)) ||
    cluster.known('Node').some((node) => nodeIPs(node).some((one) => is(one.address))) ||
    cluster.known('Service').some((service) => addressesOf(service).some(is))
  );
}

function addressesOf(service: Service): readonly (string | undefined)[] {
  const { externalIPs } = service.spec;
  return [...clusterIPsOf(service), ...externalIPs, ...service.status.loadBalancer.ingress.map((one) => one.ip)];
}

/** The range of the cluster that an address lies in, though nobody there has it. */
function placeOf(address: string, cluster: ClusterIndex): PlaceOfAddress | undefined {
  for (const node of cluster.known('Node')) {
    const index = node.spec.podCIDRs.findIndex((cidr) => cidrContains(cidr, address));
    const cidr = node.spec.podCIDRs[index];
    if (cidr === undefined) continue;
    const says = `is in the range of the pods of node ${node.metadata.name} (${cidr})`;
    return {
      says,
      shown: { object: refTo('Node', node.metadata), field: `spec.podCIDRs[${index}]`, value: cidr, says: 'the range of its pods' },
    };
  }
  for (const range of cluster.known('ServiceCIDR')) {
    const index = range.spec.cidrs.findIndex((cidr) => cidrContains(cidr, address));
    const cidr = range.spec.cidrs[index];
    if (cidr === undefined) continue;
    const says = `is in the range of Cluster IPs (${cidr})`;
    const object = refTo('ServiceCIDR', range.metadata);
    return { says, shown: { object, field: `spec.cidrs[${index}]`, value: cidr, says: 'the range of Cluster IPs' } };
  }
  return undefined;
}

/** An address in no range of the cluster; shown by who sends to it, since there is no object to show. */
function outsideAll({ sender }: FlowFacts): PlaceOfAddress | undefined {
  const says = 'is in no known range of the cluster';
  if (sender.kind === 'pod') {
    const { metadata, spec } = sender.pod;
    const shown = {
      object: refTo('Pod', metadata),
      field: 'spec.nodeName',
      value: spec.nodeName ?? '',
      says: 'the node by which the packet leaves the cluster',
    };
    return { says, shown };
  }
  const { node } = sender.node;
  return node === undefined
    ? undefined
    : {
        says,
        shown: {
          object: refTo('Node', node.metadata),
          field: 'metadata.name',
          value: node.metadata.name,
          says: 'the node by which the packet leaves the cluster',
        },
      };
}

/** Whether everybody who may have the address was looked for, without a gap: for a packet that cannot even be sent, nobody is. */
function wasLookedFor(flow: FlowFacts, address: string, cluster: ClusterIndex): boolean {
  if (!canSend(flow)) return false;
  const pods = cluster.list('Pod', { fields: { 'status.podIP': address } });
  return pods.state === 'complete' && cluster.list('Service').state === 'complete';
}
