import { declaredPorts, resolveTargetPort } from '../../engines/service/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { knownItems, type Scope } from '../../model/listing.ts';
import type { MatrixWorkload } from '../../model/matrix-report.ts';
import { isPodFinished, type Pod } from '../../model/resources/pod.ts';
import { hasSelector } from '../../model/resources/service.ts';
import { selectorOfLabels } from '../../model/values/label-selector.ts';
import type { Protocol } from '../../model/values/port.ts';
import { controllerOf } from '../audit/identity.ts';

/** A workload with its pods. */
export interface Workload {
  readonly told: MatrixWorkload;
  readonly pods: readonly [Pod, ...Pod[]];
}

/** Sorts pods by who controls them; one that nobody controls is a workload of its own. Pods that have ended are left out. */
export function workloadsOf(pods: readonly Pod[]): readonly Workload[] {
  const found = new Map<string, [Pod, ...Pod[]]>();
  for (const pod of pods) {
    if (isPodFinished(pod)) continue;
    const { namespace = '', name } = pod.metadata;
    const key = controllerOf(pod) ?? `Pod ${namespace}/${name}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, [pod]);
    else known.push(pod);
  }
  return [...found].map(([key, own]) => ({ pods: own, told: toldOf(key, own) }));
}

function toldOf(key: string, pods: readonly Pod[]): MatrixWorkload {
  const [, kind = '', namespace = '', name = ''] = /^(\S+) (.*?)\/(.*)$/s.exec(key) ?? [];
  return { kind, namespace, name, pods: pods.length, ...(pods.every(({ spec }) => spec.hostNetwork) ? { hostNetwork: true } : {}) };
}

/** A port of some of a workload's pods. */
export interface ServedPort {
  readonly port: number;
  readonly protocol: Protocol;
  readonly pods: readonly Pod[];
}

/** The ports of a workload that containers of its pods or Services for them declare, in order. */
export function servedPorts({ pods }: Workload, ofServices: PortsOfServices): readonly ServedPort[] {
  const found = new Map<string, { readonly port: number; readonly protocol: Protocol; readonly pods: Set<Pod> }>();
  for (const pod of pods) {
    for (const { port, protocol } of [...declaredPorts(pod), ...ofServices(pod)]) {
      const key = `${protocol} ${port}`;
      const known = found.get(key) ?? { port, protocol, pods: new Set() };
      known.pods.add(pod);
      found.set(key, known);
    }
  }
  return [...found.values()]
    .sort((a, b) => a.port - b.port || (a.protocol < b.protocol ? -1 : 1))
    .map(({ port, protocol, pods: own }) => ({ port, protocol, pods: [...own] }));
}

/** The ports of a pod to which Services send. */
export type PortsOfServices = (pod: Pod) => readonly Omit<ServedPort, 'pods'>[];

/** Looks up to which ports of a pod the Services of a scope send. */
export function portsOfServices(cluster: ClusterIndex, scope: Scope): PortsOfServices {
  const ports = new Map<Pod, Omit<ServedPort, 'pods'>[]>();
  for (const service of knownItems(cluster.list('Service', scope))) {
    if (!hasSelector(service)) continue;
    const { namespace = '' } = service.metadata;
    for (const pod of knownItems(cluster.list('Pod', { namespace, labels: selectorOfLabels(service.spec.selector) }))) {
      const own = ports.get(pod) ?? [];
      ports.set(pod, own);
      for (const port of service.spec.ports) {
        const target = resolveTargetPort(pod, port);
        if ('port' in target) own.push({ port: target.port, protocol: port.protocol });
      }
    }
  }
  return (pod) => ports.get(pod) ?? [];
}
