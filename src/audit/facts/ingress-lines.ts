import { type IngressLine, linesOf } from '../../engines/ingress/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Evidence } from '../../model/evidence.ts';
import { refTo } from '../../model/object-ref.ts';
import type { Ingress, IngressBackend } from '../../model/resources/ingress.ts';
import type { Service, ServicePort } from '../../model/resources/service.ts';
import type { Args, Hit, Unjudged } from '../rule.ts';

/** The port of a Service that a backend names. */
export type BackendPort = NonNullable<IngressBackend['service']>['port'];

/** What an Ingress sends to one port of one Service, and the first place where it says so. */
export interface ServiceBackend {
  readonly service: string;
  readonly port: BackendPort;
  readonly lines: readonly IngressLine[];
  readonly asks: Evidence;
}

/**
 * The port of a backend that is no Service, but an action in an annotation.
 * Source: AWS Load Balancer Controller, "Ingress annotations", actions.${action-name}.
 */
const ACTION_PORT = 'use-annotation';

/** The Services that an Ingress sends to, each port of each once, in the order in which they stand there. */
function serviceBackends(ingress: Ingress): readonly ServiceBackend[] {
  const found = new Map<string, ServiceBackend>();
  for (const line of linesOf(ingress)) {
    const { service } = line.backend ?? {};
    if (service === undefined || line.of === 'rule' || service.port.name === ACTION_PORT) continue;
    const key = `${service.name}:${portText(service.port)}`;
    const field = line.of === 'default' ? `${line.field}.service.name` : `${line.field}.backend.service.name`;
    const asks = { object: refTo('Ingress', ingress.metadata), field, value: service.name, says: 'the backend' };
    const known = found.get(key) ?? { service: service.name, port: service.port, lines: [], asks };
    found.set(key, { ...known, lines: [...known.lines, line] });
  }
  return [...found.values()];
}

/** Judges what an Ingress sends to, with the Service where there is one. */
export function judgeBackends<A extends Args>(
  ingress: Ingress,
  cluster: ClusterIndex,
  judge: (backend: ServiceBackend, service: Service | undefined) => Hit<A> | Unjudged | undefined,
): readonly (Hit<A> | Unjudged)[] {
  return serviceBackends(ingress)
    .map((backend) => {
      const found = cluster.get('Service', backend.service, ingress.metadata.namespace);
      if (found.state === 'unknown') return { unjudged: found.gaps };
      return judge(backend, found.state === 'found' ? found.item : undefined);
    })
    .filter((result) => result !== undefined);
}

/** `80`, `http`. */
export function portText({ name, number }: BackendPort): string {
  return name ?? (number === undefined ? '(no port)' : String(number));
}

/** The port of a Service that a backend means. */
export function backendPort(service: Service, { name, number }: BackendPort): ServicePort | undefined {
  return service.spec.ports.find((one) => (name === undefined ? one.port === number : one.name === name));
}
