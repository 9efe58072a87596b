import { podsOf, resolveTargetPort } from '../../../engines/service/index.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { type Container, isPodFinished, isPodTerminating, type Pod, servingContainers } from '../../../model/resources/pod.ts';
import { hasSelector, type ServicePort } from '../../../model/resources/service.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1033',
  title: 'No readiness probe',
  severity: 'info',
  proof: 'assumed',
  subject: 'Service',
  reads: ['Pod'],
  causes: [],
  check(service, cluster) {
    if (!hasSelector(service) || service.spec.publishNotReadyAddresses) return [];
    const pods = podsOf(service, cluster);
    const living = knownItems(pods).filter((pod) => !isPodFinished(pod) && !isPodTerminating(pod));
    const unprobed = living.flatMap((pod) =>
      serversOf(pod, service.spec.ports)
        .filter((container) => container.readinessProbe === undefined)
        .map((container) => ({ pod, container })),
    );
    const [example] = unprobed;
    if (example === undefined) return pods.state === 'complete' ? [] : unjudged(gapsOf(pods));
    const { namespace = '', name } = service.metadata;
    const { pod, container } = example;
    const at = pod.spec.containers.indexOf(container);
    const field = at >= 0 ? `spec.containers[${at}]` : `spec.initContainers[${pod.spec.initContainers.indexOf(container)}]`;
    const containers = [...new Set(unprobed.map((one) => one.container.name))];
    return [
      {
        args: { namespace, service: name, containers: enumerate(containers), count: containers.length },
        evidence: [{ object: refTo('Pod', pod.metadata), field, says: `container ${container.name} has no readinessProbe` }] as const,
      },
    ];
  },
  message: ({ containers, count }) =>
    `${count === 1 ? `container ${containers} of its pods has` : `containers ${containers} of its pods have`} no readiness probe: a pod gets traffic as soon as it runs, whether its program answers yet or not`,
  remedy: ({ namespace, service }) =>
    `Give the containers behind Service ${namespace}/${service} a readinessProbe, unless they can serve from the moment they start.`,
});

/** The containers that serve the ports of a Service: those that declare the targetPort, and the only one where none does. */
function serversOf(pod: Pod, ports: readonly ServicePort[]): readonly Container[] {
  const all = servingContainers(pod);
  const names = new Set(
    ports.map((port) => resolveTargetPort(pod, port)).flatMap((target) => ('container' in target ? [target.container] : [])),
  );
  return names.size === 0 && all.length === 1 ? all : all.filter(({ name }) => names.has(name));
}
