import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { type ObjectRef, refTo } from '../../../model/object-ref.ts';
import type { Ingress } from '../../../model/resources/ingress.ts';
import { isHeadless } from '../../../model/resources/service.ts';
import { groupBy, perCluster } from '../../facts/by-value.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1111',
  title: 'Headless Service where an address may be expected',
  severity: 'info',
  proof: 'assumed',
  subject: 'Service',
  reads: ['Ingress'],
  causes: [],
  check(service, cluster) {
    const { metadata, spec } = service;
    if (!isHeadless(service)) return [];
    const { namespace = '', name } = metadata;
    const outside = spec.type === 'NodePort' || spec.type === 'LoadBalancer' ? spec.type : null;
    const ingresses = cluster.list('Ingress', { namespace });
    const using = backendsIn(cluster)(namespace).get(name) ?? [];
    if (outside === null && using.length === 0) return ingresses.state === 'complete' ? [] : unjudged(gapsOf(ingresses));
    const own = { object: refTo('Service', metadata), field: 'spec.clusterIPs', value: 'None', says: 'it has no address of its own' };
    return [
      {
        args: {
          namespace,
          service: name,
          type: outside,
          ingresses: enumerate(using.map(({ object }) => object.name)),
          count: using.length,
        },
        evidence: [own, ...using.map(({ object, field }) => ({ object, field, says: `it sends to Service ${name}` }))] as const,
      },
    ];
  },
  message: ({ type, ingresses, count }) =>
    type === null
      ? `it is headless, and ${count === 1 ? `Ingress ${ingresses} sends` : `Ingresses ${ingresses} send`} to it: controllers that send to pods can, those that send to a Cluster IP or NodePort cannot`
      : `it is headless and of type ${type}, which needs a Cluster IP: the API server refuses it`,
  remedy: ({ namespace, service, type }) =>
    type === null
      ? `If requests through the Ingress fail, give it a Service with a Cluster IP beside the headless ${namespace}/${service}.`
      : `Leave out clusterIP: None of Service ${namespace}/${service}, or set its type to ClusterIP.`,
});

interface BackendUse {
  readonly service: string;
  readonly object: ObjectRef;
  readonly field: string;
}

/** The Ingresses of a namespace by the Services that they send to, each worked out once. */
const backendsIn = perCluster((cluster: ClusterIndex) => {
  const known = new Map<string, ReadonlyMap<string, readonly BackendUse[]>>();
  return (namespace: string) => {
    const found =
      known.get(namespace) ?? groupBy(knownItems(cluster.list('Ingress', { namespace })).flatMap(backendsOf), ({ service }) => [service]);
    known.set(namespace, found);
    return found;
  };
});

/** Each Service that an Ingress sends to, once. */
function backendsOf({ metadata, spec }: Ingress): readonly BackendUse[] {
  const object = refTo('Ingress', metadata);
  const paths = spec.rules.flatMap((rule, i) =>
    (rule.http?.paths ?? []).map((path, j) => ({ backend: path.backend, field: `spec.rules[${i}].http.paths[${j}].backend.service` })),
  );
  const all = [
    ...(spec.defaultBackend === undefined ? [] : [{ backend: spec.defaultBackend, field: 'spec.defaultBackend.service' }]),
    ...paths,
  ];
  const uses = all.flatMap(({ backend, field }) =>
    backend.service === undefined ? [] : [{ service: backend.service.name, object, field }],
  );
  return [...new Map(uses.map((use) => [use.service, use])).values()];
}
