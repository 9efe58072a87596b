import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { nameOf, refTo } from '../../../model/object-ref.ts';
import { serviceNameOf } from '../../../model/resources/endpoint-slice.ts';
import { groupBy, perCluster } from '../../facts/by-value.ts';
import { counted, enumerate } from '../../facts/enumerate.ts';
import { defineRule, unjudged } from '../../rule.ts';

/** A Service all of whose ready endpoints are pods of one node. */
interface Dependent {
  readonly service: string;
  readonly node: string;
  readonly shown: Evidence;
}

const dependents = perCluster((cluster) => {
  const slices = cluster.list('EndpointSlice');
  return { gaps: gapsOf(slices), byNode: groupBy(dependentsIn(cluster), ({ node }) => [node]) };
});

export default defineRule({
  code: 'NX6012',
  title: 'Cordoned node has the only endpoints',
  severity: 'info',
  proof: 'assumed',
  subject: 'Node',
  reads: ['EndpointSlice'],
  wholeKinds: ['EndpointSlice'],
  causes: [],
  check(node, cluster) {
    if (!node.spec.unschedulable) return [];
    const { gaps, byNode } = dependents(cluster);
    if (gaps.length > 0) return unjudged(gaps);
    const found = byNode.get(node.metadata.name) ?? [];
    if (found.length === 0) return [];
    const cordoned = { object: refTo('Node', node.metadata), field: 'spec.unschedulable', value: true, says: 'the node is cordoned' };
    const services = found.map(({ service }) => service);
    return [
      {
        args: { node: node.metadata.name, count: services.length, services: enumerate(services) },
        evidence: [cordoned, ...found.map(({ shown }) => shown)],
      },
    ];
  },
  message: ({ count, services }) =>
    `the node is cordoned and has every ready endpoint of ${counted(Number(count), 'Service')} (${services}): once it is drained they have none`,
  remedy: () => 'Before draining, start pods of these Services elsewhere; a PodDisruptionBudget makes the drain wait for that.',
});

/** Services whose ready endpoints are pods, all on one node. Endpoints without a pod do not leave with the node. */
function dependentsIn(cluster: ClusterIndex): readonly Dependent[] {
  const slices = knownItems(cluster.list('EndpointSlice')).filter((slice) => slice.addressType !== 'FQDN');
  const services = groupBy(slices, (slice) => {
    const service = serviceNameOf(slice);
    return service === undefined ? [] : [nameOf({ namespace: slice.metadata.namespace ?? '', name: service })];
  });
  return [...services].flatMap(([service, own]) => {
    const ready = own.flatMap((slice) =>
      slice.endpoints.flatMap((endpoint, index) => (endpoint.conditions.ready === false ? [] : [{ slice, endpoint, index }])),
    );
    const [first] = ready;
    const node = first?.endpoint.nodeName;
    const sole = ready.every(({ endpoint }) => endpoint.nodeName === node && endpoint.targetRef?.kind === 'Pod');
    if (first === undefined || node === undefined || !sole) return [];
    const object = refTo('EndpointSlice', first.slice.metadata);
    return [
      {
        service,
        node,
        shown: { object, field: `endpoints[${first.index}].nodeName`, value: node, says: `every ready endpoint of ${service}` },
      },
    ];
  });
}
