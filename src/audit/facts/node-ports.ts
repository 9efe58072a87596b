import { whySkipped } from '../../engines/service/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Evidence } from '../../model/evidence.ts';
import { type Listing, mapListing } from '../../model/listing.ts';
import { nameOf, refTo } from '../../model/object-ref.ts';
import type { Pod } from '../../model/resources/pod.ts';
import { hasSelector, type Service } from '../../model/resources/service.ts';
import { selectorOfLabels, selects } from '../../model/values/label-selector.ts';
import type { Protocol } from '../../model/values/port.ts';
import { groupBy, perCluster } from './by-value.ts';

/** A port that a Service opens on the nodes. */
export interface NodePort {
  readonly service: Service;
  /** `a/web` */
  readonly name: string;
  readonly shown: Evidence;
}

const nodePorts = perCluster((cluster) =>
  mapListing(cluster.list('Service'), (services) => {
    const opened = services.filter((service) => whySkipped(service) === undefined).flatMap(nodePortsOf);
    return [groupBy(opened, (one) => [one.key])];
  }),
);

/**
 * The Services that open a port on the nodes and do not lead to the pod itself: where they do, whoever takes a connection, the same
 * program answers it.
 */
export function foreignNodePorts(port: number, protocol: Protocol, pod: Pod, cluster: ClusterIndex): Listing<NodePort> {
  return mapListing(nodePorts(cluster), ([groups]) =>
    (groups?.get(`${port}/${protocol}`) ?? []).filter(({ service }) => !leadsTo(service, pod)),
  );
}

function nodePortsOf(service: Service): readonly (NodePort & { readonly key: string })[] {
  const { metadata, spec } = service;
  return spec.ports.flatMap(({ nodePort, protocol }, index) => {
    if (nodePort === undefined || (spec.type !== 'NodePort' && spec.type !== 'LoadBalancer')) return [];
    const object = refTo('Service', metadata);
    const shown = { object, field: `spec.ports[${index}].nodePort`, value: nodePort, says: `opened on every node for ${protocol}` };
    return [{ key: `${nodePort}/${protocol}`, service, name: nameOf(object), shown }];
  });
}

function leadsTo(service: Service, { metadata }: Pod): boolean {
  return (
    service.metadata.namespace === metadata.namespace &&
    hasSelector(service) &&
    selects(selectorOfLabels(service.spec.selector), metadata.labels)
  );
}
