import { slicesOf } from '../../engines/service/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Evidence } from '../../model/evidence.ts';
import { nameOf, type ObjectRef, refTo } from '../../model/object-ref.ts';
import { isHeadless, type Service } from '../../model/resources/service.ts';
import type { ServiceReference } from '../../model/resources/service-reference.ts';
import { describePort } from '../../model/values/port.ts';
import { type Unjudged, unjudged } from '../rule.ts';
import { enumerate } from './enumerate.ts';
import { endpointStateOf } from './unready-pods.ts';

/** Why nobody answers the API server at a Service that an object refers to. */
export interface Unanswered {
  /** `a/foo:443`, which tells several references of one object apart. */
  readonly backend: string;
  /** As a sentence ends that begins with the Service: `does not exist`. */
  readonly why: string;
  /** What to do about it, as a sentence. */
  readonly remedy: string;
  readonly evidence: readonly [Evidence, ...Evidence[]];
}

/**
 * Looks where the API server would send a request. A missing Service or port, and one without an endpoint that takes connections, end it;
 * an ExternalName is called by its name, of which the objects tell nothing. A headless Service can only be asked where the API server sends to
 * endpoints (--enable-aggregator-routing), which no object shows: it is given the benefit of the doubt while an endpoint is ready.
 * Source: kubernetes staging/src/k8s.io/apiserver/pkg/util/proxy/proxy.go, ResolveCluster and ResolveEndpoint (1.36).
 * @param object the object that refers to the Service, in its field `field`
 */
export function unanswered(
  reference: ServiceReference,
  { object, field }: Pick<Evidence, 'object' | 'field'>,
  cluster: ClusterIndex,
): Unanswered | Unjudged | undefined {
  const { namespace, name, port } = reference;
  const backend = `${nameOf(reference)}:${port}`;
  const found = cluster.get('Service', name, namespace);
  if (found.state === 'unknown') return unjudged(found.gaps)[0];
  if (found.state === 'absent') {
    const remedy = `Create Service ${nameOf(reference)}, or delete the ${object.kind} if what it belonged to is gone.`;
    return { backend, why: 'does not exist', remedy, evidence: [{ object, field: `${field}.name`, value: name, says: 'no such Service' }] };
  }
  const service = found.item;
  if (service.spec.type === 'ExternalName') return undefined;
  if (!service.spec.ports.some((one) => one.port === port)) {
    const has = enumerate(service.spec.ports.map(describePort));
    return {
      backend,
      why: `has no port ${port}, only ${has === '' ? 'an address' : has}`,
      remedy: `Correct the port in ${object.kind} ${object.name}, or in Service ${nameOf(reference)}.`,
      evidence: [{ object, field: `${field}.port`, value: port, says: `Service ${nameOf(reference)} has ${has === '' ? 'no port' : has}` }],
    };
  }
  return withoutEndpoint(service, { object, field }, backend, cluster);
}

function withoutEndpoint(
  service: Service,
  { object, field }: { readonly object: ObjectRef; readonly field: string },
  backend: string,
  cluster: ClusterIndex,
): Unanswered | Unjudged | undefined {
  const slices = slicesOf(service, cluster);
  if (slices.state !== 'complete') return unjudged(slices.gaps)[0];
  const { ready, draining } = endpointStateOf(slices.items);
  if (ready.length > 0 || (draining.length > 0 && !isHeadless(service))) return undefined;
  const own = refTo('Service', service.metadata);
  return {
    backend,
    why: 'has no endpoint that takes connections',
    remedy: `See why: kubectl netexplain svc/${own.name} -n ${own.namespace}.`,
    evidence: [
      { object, field: `${field}.name`, value: own.name, says: 'requests go to this Service' },
      { object: own, field: 'spec', says: 'none of its endpoints is ready' },
    ],
  };
}
