import { refTo } from '../../model/object-ref.ts';
import { type Container, isPodFinished, type Pod, type Probe, servingContainers } from '../../model/resources/pod.ts';
import type { Hit } from '../rule.ts';

/** What the sentences about a probe on a port that its container does not have are made of. */
export interface ProbeArgs extends Readonly<Record<string, string>> {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly probe: string;
  readonly name: string;
}

/**
 * Whether a probe asks for a port by a name that its container does not declare; digits are a number all the same. The names of other
 * containers do not count. Source: kubernetes pkg/probe/util.go, ResolveContainerPort (1.36).
 */
function asksForUnknownName({ ports }: Container, { port }: Probe): boolean {
  return typeof port === 'string' && !/^\d+$/.test(port) && !ports.some(({ name }) => name === port);
}

/** Whether a probe asks for a number that no container declares though every one of them declares ports. Declaring is information only. */
export function isUndeclaredNumber(pod: Pod, { port }: Probe): boolean {
  const all = servingContainers(pod);
  return (
    typeof port === 'number' && all.every(({ ports }) => ports.length > 0 && ports.every(({ containerPort }) => containerPort !== port))
  );
}

/** Each probe of some kinds, of a pod that has not finished, that asks for a name which its container does not declare. */
export function unresolvedProbes(pod: Pod, probes: readonly (keyof typeof PROBE_WORDS)[]): readonly Hit<ProbeArgs>[] {
  if (isPodFinished(pod)) return [];
  const object = refTo('Pod', pod.metadata);
  const { namespace = '', name } = pod.metadata;
  return (['containers', 'initContainers'] as const).flatMap((list) =>
    pod.spec[list].flatMap((container, index) =>
      probes.flatMap((probe): readonly Hit<ProbeArgs>[] => {
        const found = container[probe];
        if (found === undefined || !asksForUnknownName(container, found)) return [];
        const field = `spec.${list}[${index}].${probe}.port`;
        return [
          {
            args: { namespace, pod: name, container: container.name, probe: PROBE_WORDS[probe], name: String(found.port) },
            evidence: [{ object, field, value: String(found.port), says: `container ${container.name} declares no port of this name` }],
          },
        ];
      }),
    ),
  );
}

const PROBE_WORDS = { startupProbe: 'startup', readinessProbe: 'readiness', livenessProbe: 'liveness' } as const;
