import { podsOf, resolveTargetPort } from '../../../engines/service/index.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { nameOf, refTo } from '../../../model/object-ref.ts';
import { isPodFinished, type Pod } from '../../../model/resources/pod.ts';
import { hasSelector, isHeadless, type Service, type ServicePort } from '../../../model/resources/service.ts';
import { selectorOfLabels, selects } from '../../../model/values/label-selector.ts';
import { describePort } from '../../../model/values/port.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { defineRule, unjudged } from '../../rule.ts';

export default defineRule({
  code: 'NX1017',
  title: 'Services disagree about a port of the same pods',
  severity: 'info',
  proof: 'assumed',
  subject: 'Service',
  reads: ['Service', 'Pod'],
  wholeKinds: ['Service'],
  causes: [],
  check(service, cluster) {
    if (!translates(service)) return [];
    const pods = podsOf(service, cluster);
    const services = cluster.list('Service', { namespace: service.metadata.namespace ?? '' });
    const live = knownItems(pods).filter((pod) => !isPodFinished(pod));
    const sharing = knownItems(services).flatMap((other) => shareOf(other, service, live));
    const hits = service.spec.ports.flatMap((port, index) => {
      const rivals = sharing.flatMap(({ other, pods: shared }) => disagreements(port, other, shared));
      const [first] = rivals;
      if (first === undefined) return [];
      return [
        {
          args: {
            namespace: service.metadata.namespace ?? '',
            service: service.metadata.name,
            port: describePort(port),
            target: first.target,
            as: port.appProtocol ?? null,
            others: enumerate(rivals.map(({ other, offered }) => `${nameOf(other.metadata)} (${offered})`)),
          },
          evidence: [
            {
              object: refTo('Service', service.metadata),
              field: `spec.ports[${index}]`,
              says: `${describePort(port)} goes to port ${first.target}`,
            },
            ...rivals.map(({ other, field, offered, target }) => ({
              object: refTo('Service', other.metadata),
              field,
              says: `${offered} goes to port ${target} of the same pods`,
            })),
          ] as const,
        },
      ];
    });
    const gaps = [...gapsOf(pods), ...gapsOf(services)];
    return hits.length > 0 || gaps.length === 0 ? hits : unjudged(gaps);
  },
  message: ({ port, target, as, others }) => {
    const own = as === null ? port : `${port}, ${as}`;
    return `port ${target} of its pods is offered in different ways: here as ${own}, and by ${others}`;
  },
  remedy: ({ namespace, service, port }) =>
    `Nothing needs to be done for kube-proxy. With a service mesh, offer the container port by one number and appProtocol only: here port ${port} of Service ${namespace}/${service}.`,
});

interface Sharing {
  readonly other: Service;
  readonly pods: readonly Pod[];
}

/** Whether kube-proxy translates the ports of a Service to those of pods that it selects. */
function translates(service: Service): boolean {
  return hasSelector(service) && !isHeadless(service);
}

/** Another Service with those of the pods that it selects as well. */
function shareOf(other: Service, service: Service, pods: readonly Pod[]): readonly Sharing[] {
  if (other.metadata.name === service.metadata.name || !hasSelector(other) || !translates(other)) return [];
  const selector = selectorOfLabels(other.spec.selector);
  const shared = pods.filter((pod) => selects(selector, pod.metadata.labels));
  return shared.length === 0 ? [] : [{ other, pods: shared }];
}

/** The ports of another Service that lead to the same container port, under another number or with another appProtocol. */
function disagreements(port: ServicePort, other: Service, pods: readonly Pod[]) {
  return other.spec.ports.flatMap((rival, index) => {
    const same = rival.port === port.port && (rival.appProtocol ?? port.appProtocol) === (port.appProtocol ?? rival.appProtocol);
    if (same || rival.protocol !== port.protocol) return [];
    const target = pods.map((pod) => commonTarget(pod, port, rival)).find((number) => number !== undefined);
    if (target === undefined) return [];
    const offered = [describePort(rival), rival.appProtocol].filter((part) => part !== undefined).join(', ');
    return [{ other, target, offered, field: `spec.ports[${index}]` }];
  });
}

function commonTarget(pod: Pod, a: ServicePort, b: ServicePort): number | undefined {
  const [left, right] = [resolveTargetPort(pod, a), resolveTargetPort(pod, b)];
  return 'port' in left && 'port' in right && left.port === right.port ? left.port : undefined;
}
