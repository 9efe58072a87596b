import type { PodContainer, PodProbe, PortConflict } from '../../model/pod-report.ts';
import { type Container, type Pod, type Probe, servingContainers } from '../../model/resources/pod.ts';

/** Each container with its ports, probes and state: init containers in the order in which they start, sidecars among them, then the others. */
export function containersOf(pod: Pod): readonly PodContainer[] {
  const { spec, status } = pod;
  const statuses = [...status.initContainerStatuses, ...status.containerStatuses];
  return [...spec.initContainers, ...spec.containers].map((container) => {
    const found = statuses.find((one) => one.name === container.name);
    const { reason, exitCode } = found?.state ?? {};
    return {
      name: container.name,
      type: typeOf(container, pod),
      state: found?.state?.state ?? 'unknown',
      ...(reason === undefined ? {} : { reason }),
      ...(exitCode === undefined ? {} : { exitCode }),
      ready: found?.ready ?? false,
      restarts: found?.restartCount ?? 0,
      ports: container.ports.map(({ name, containerPort, protocol }) => ({
        ...(name === undefined ? {} : { name }),
        port: containerPort,
        protocol,
      })),
      probes: probesOf(container),
    };
  });
}

function typeOf(container: Container, { spec }: Pod): PodContainer['type'] {
  if (!spec.initContainers.includes(container)) return 'container';
  return container.restartPolicy === 'Always' ? 'sidecar' : 'init';
}

function probesOf(container: Container): readonly PodProbe[] {
  const { startupProbe, readinessProbe, livenessProbe } = container;
  const all = [
    ['startup', startupProbe],
    ['readiness', readinessProbe],
    ['liveness', livenessProbe],
  ] as const;
  return all.flatMap(([type, probe]) => (probe === undefined ? [] : [{ type, ...targetOf(probe, container) }]));
}

/** A name is looked up among the ports of the probe's own container. Source: kubernetes pkg/probe/util.go, ResolveContainerPort (1.36). */
function targetOf({ handler, port, path }: Probe, container: Container): Omit<PodProbe, 'type'> {
  if (port === undefined) return { handler };
  const number = typeof port === 'number' ? port : container.ports.find((one) => one.name === port)?.containerPort;
  return { handler, target: port, port: number ?? null, ...(path === undefined ? {} : { path }) };
}

/** The ports that several containers of the pod declare, among those that run at the same time. */
export function portConflictsOf(pod: Pod): readonly PortConflict[] {
  const declared = servingContainers(pod).flatMap(({ name, ports }) => ports.map((port) => ({ name, port })));
  const groups = new Map<string, PortConflict>();
  for (const { name, port } of declared) {
    const { containerPort, protocol } = port;
    const key = `${containerPort}/${protocol}`;
    const containers = [...new Set([...(groups.get(key)?.containers ?? []), name])];
    groups.set(key, { port: containerPort, protocol, containers });
  }
  return [...groups.values()].filter(({ containers }) => containers.length > 1);
}
