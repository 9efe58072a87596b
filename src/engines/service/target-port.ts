import { type Container, type ContainerPort, type Pod, servingContainers } from '../../model/resources/pod.ts';
import type { ServicePort } from '../../model/resources/service.ts';
import type { Protocol } from '../../model/values/port.ts';

/** What a Service port's targetPort means in one pod. */
export type TargetPort =
  /** A number is used as it is; `container` is set when some container declares it. */
  | { readonly state: 'number'; readonly port: number; readonly container?: string }
  /** A name, found in a container. `field` is the path of the declaration in the pod. */
  | { readonly state: 'named'; readonly port: number; readonly container: string; readonly field: string }
  /** A name that the pod has only for another protocol. */
  | { readonly state: 'other-protocol'; readonly container: string; readonly protocol: Protocol; readonly field: string }
  /** A name that the pod does not have. */
  | { readonly state: 'missing' };

/**
 * Resolves a targetPort in a pod: a number is used whether declared or not; a name is the first container port with that name AND
 * protocol, among the containers and then the sidecars (init containers with restartPolicy Always).
 * Source: kubernetes staging/src/k8s.io/endpointslice/util/controller_utils.go, FindPort (1.36).
 */
export function resolveTargetPort(pod: Pod, port: Pick<ServicePort, 'targetPort' | 'protocol'>): TargetPort {
  const { targetPort, protocol } = port;
  if (typeof targetPort === 'number') {
    const match = findDeclared(pod, (one) => one.containerPort === targetPort && one.protocol === protocol);
    return { state: 'number', port: targetPort, ...(match && { container: match.container }) };
  }
  const match = findDeclared(pod, (one) => one.name === targetPort && one.protocol === protocol);
  if (match !== undefined) return { state: 'named', port: match.port, container: match.container, field: match.field };
  const other = findDeclared(pod, (one) => one.name === targetPort);
  if (other === undefined) return { state: 'missing' };
  return { state: 'other-protocol', container: other.container, protocol: other.protocol, field: other.field };
}

/** A port that a pod declares, with its place in the pod. */
export interface DeclaredPort {
  readonly name?: string;
  readonly port: number;
  readonly protocol: Protocol;
  readonly container: string;
  readonly field: string;
}

/** The ports that a pod's containers and sidecars declare, in the order in which a name is looked up. */
export function declaredPorts(pod: Pod): readonly DeclaredPort[] {
  return servingContainers(pod).flatMap((container) => container.ports.map((_, at) => declaredPort(pod, container, at)));
}

/** The first of them that is wanted. */
function findDeclared(pod: Pod, wanted: (port: ContainerPort) => boolean): DeclaredPort | undefined {
  for (const container of servingContainers(pod)) {
    const at = container.ports.findIndex(wanted);
    if (at >= 0) return declaredPort(pod, container, at);
  }
  return undefined;
}

function declaredPort({ spec }: Pod, container: Container, at: number): DeclaredPort {
  const index = spec.containers.indexOf(container);
  const path = index >= 0 ? `spec.containers[${index}]` : `spec.initContainers[${spec.initContainers.indexOf(container)}]`;
  const { name, containerPort = 0, protocol = 'TCP' } = container.ports[at] ?? {};
  const declared = { port: containerPort, protocol, container: container.name, field: `${path}.ports[${at}]` };
  return name === undefined ? declared : { ...declared, name };
}
