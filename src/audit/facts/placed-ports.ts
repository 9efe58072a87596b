import type { ContainerPort, Pod } from '../../model/resources/pod.ts';

/** A port that a container declares, and its place: `spec.containers[0].ports[1]`. */
export interface PlacedPort {
  readonly port: ContainerPort;
  readonly field: string;
}

/** The ports of a pod's containers and of its sidecars, as declared. */
export function placedPorts({ spec }: Pod): readonly PlacedPort[] {
  const lists = [
    ...spec.containers.map((container, index) => ({ container, field: `spec.containers[${index}]` })),
    ...spec.initContainers
      .map((container, index) => ({ container, field: `spec.initContainers[${index}]` }))
      .filter(({ container }) => container.restartPolicy === 'Always'),
  ];
  return lists.flatMap(({ container, field }) => container.ports.map((port, index) => ({ port, field: `${field}.ports[${index}]` })));
}
