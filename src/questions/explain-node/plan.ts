import { nodeAgentsOf } from '../../engines/node-agents/index.ts';
import { opensOnNode } from '../../engines/open-ports/index.ts';
import { ONE_BY_ONE, proxyConfigMapOf, slicesOf } from '../../engines/service/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { gapsOf, knownItems, type Need } from '../../model/listing.ts';
import { SERVICE_NAME_LABEL } from '../../model/resources/endpoint-slice.ts';
import type { Service } from '../../model/resources/service.ts';
import { selectorOfLabels } from '../../model/values/label-selector.ts';
import { nearNeeds } from '../not-found.ts';
import { askedBy, type ReadingPlan } from '../reading-plan.ts';

/**
 * What explaining one Node reads: the node and the pods on it; the Services of all namespaces, since the API cannot select those that are
 * open on nodes; and the EndpointSlices of those alone. DaemonSets tell what moves packets on it.
 */
export function* nodeReadingPlan(name: string): ReadingPlan {
  let cluster = yield [
    { kind: 'Node', name },
    { kind: 'Pod', fields: { 'spec.nodeName': name } },
    { kind: 'Service' },
    { kind: 'DaemonSet' },
    { kind: 'ServiceCIDR' },
    { kind: 'ConfigMap', namespace: 'kube-system', name: 'kube-proxy' },
  ];
  const found = cluster.get('Node', name);
  if (found.state === 'absent') yield nearNeeds({ kind: 'Node', name });
  if (found.state !== 'found') return;
  const services = knownItems(cluster.list('Service')).filter((service) => opensOnNode(service, found.item));
  cluster = yield sliceNeeds(services);
  yield fallbackNeeds(services, cluster);
  yield* askedBy((index) => {
    proxyConfigMapOf(index);
    nodeAgentsOf(index);
  });
}

function sliceNeeds(services: readonly Service[]): readonly Need[] {
  if (services.length > ONE_BY_ONE) return [{ kind: 'EndpointSlice' }];
  return services.map(({ metadata: { namespace = '', name } }) => ({
    kind: 'EndpointSlice',
    namespace,
    labels: selectorOfLabels({ [SERVICE_NAME_LABEL]: name }),
  }));
}

/** Endpoints, of Services whose slices the server does not have. */
function fallbackNeeds(services: readonly Service[], cluster: ClusterIndex): readonly Need[] {
  return services
    .filter((service) => gapsOf(slicesOf(service, cluster)).some((gap) => gap.reason === 'not-served'))
    .map(({ metadata: { namespace = '', name } }) => ({ kind: 'Endpoints', namespace, name }));
}
