import { declaredPorts, podsOf, resolveTargetPort, type TargetPort } from '../../engines/service/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Evidence } from '../../model/evidence.ts';
import { refTo } from '../../model/object-ref.ts';
import { isPodFinished, type Pod } from '../../model/resources/pod.ts';
import { hasSelector, type Service, type ServicePort } from '../../model/resources/service.ts';
import { describePort } from '../../model/values/port.ts';
import { type Args, type Hit, type Unjudged, unjudged } from '../rule.ts';

/** A Service port together with the pods that may serve it: at least one, and none that has finished. */
export interface SelectedPort {
  readonly service: Service;
  readonly port: ServicePort;
  /** `80/TCP http`. */
  readonly label: string;
  readonly pods: readonly Pod[];
  /** Shows the targetPort. */
  readonly asks: Evidence;
}

/**
 * Judges each port of a Service that `concerns` picks against the pods of its selector. Nothing is read, and nothing said, where no
 * port is picked or the Service selects no pods; without a pod there is nothing to hold a targetPort against.
 */
export function judgeTargetPorts<A extends Args>(
  service: Service,
  cluster: ClusterIndex,
  concerns: (port: ServicePort) => boolean,
  judge: (port: SelectedPort) => Hit<A> | undefined,
): readonly (Hit<A> | Unjudged)[] {
  if (!hasSelector(service) || !service.spec.ports.some(concerns)) return [];
  const listing = podsOf(service, cluster);
  if (listing.state !== 'complete') return unjudged(listing.gaps);
  const pods = listing.items.filter((pod) => !isPodFinished(pod));
  if (pods.length === 0) return [];
  return service.spec.ports
    .map((port, index) => ({ port, asks: asksFor(service, port, index) }))
    .filter(({ port }) => concerns(port))
    .map(({ port, asks }) => judge({ service, port, label: describePort(port), pods, asks }))
    .filter((hit) => hit !== undefined);
}

/** Whether a Service port asks for a container port by name. */
export function isNamedTarget(port: ServicePort): boolean {
  return typeof port.targetPort === 'string';
}

type Found<State extends TargetPort['state']> = { readonly pod: Pod; readonly target: Extract<TargetPort, { state: State }> };

/** What a named targetPort means in each pod, by outcome. */
export interface NamedTargets {
  readonly named: readonly Found<'named'>[];
  readonly otherProtocol: readonly Found<'other-protocol'>[];
  readonly missing: readonly Found<'missing'>[];
}

/** Looks a named targetPort up in every pod. */
export function namedTargets({ port, pods }: Pick<SelectedPort, 'port' | 'pods'>): NamedTargets {
  const found = pods.map((pod) => ({ pod, target: resolveTargetPort(pod, port) }));
  const having = <State extends TargetPort['state']>(state: State) =>
    found.filter((one): one is Found<State> => one.target.state === state);
  return { named: having('named'), otherProtocol: having('other-protocol'), missing: having('missing') };
}

/** Shows that a pod does not declare what is asked for. */
export function declaresOnly(pod: Pod): Evidence {
  const ports = declaredPorts(pod).map(describePort);
  const says = ports.length === 0 ? 'its containers declare no port' : `its containers declare ${ports.join(', ')}`;
  return { object: refTo('Pod', pod.metadata), field: 'spec.containers', says };
}

function asksFor(service: Service, port: ServicePort, index: number): Evidence {
  return {
    object: refTo('Service', service.metadata),
    field: `spec.ports[${index}].targetPort`,
    value: port.targetPort,
    says: `port ${describePort(port)} goes to this port of the pods`,
  };
}
