import { declaredPorts, resolveTargetPort } from '../../../engines/service/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { gapsOf, knownItems, type Listing } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import type { NetworkPolicyPort } from '../../../model/resources/network-policy.ts';
import type { Pod } from '../../../model/resources/pod.ts';
import { hasSelector, isHeadless, type Service, type ServicePort } from '../../../model/resources/service.ts';
import { selectorOfLabels, selects } from '../../../model/values/label-selector.ts';
import { type PolicyRule, rulesOf, selectedPods } from '../../facts/policies.ts';
import { defineRule, type Hit, type Unjudged, unjudged } from '../../rule.ts';

interface PortArgs extends Readonly<Record<string, string | number>> {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
  readonly service: string;
  readonly target: number;
}

export default defineRule({
  code: 'NX5007',
  title: 'Policy is for the port of the Service',
  severity: 'error',
  proof: 'likely',
  subject: 'NetworkPolicy',
  reads: ['Pod', 'Service'],
  causes: [],
  check(policy, cluster) {
    const { namespace = '', name } = policy.metadata;
    const incoming = rulesOf(policy).filter(({ direction }) => direction === 'ingress');
    const numbered = incoming.flatMap((rule) =>
      rule.ports
        .filter(({ port }) => typeof port.port === 'number' && port.endPort === undefined)
        .map((entry) => ({ ...entry, beside: incoming.filter((one) => one === rule || one.isForAll) })),
    );
    if (numbered.length === 0) return [];
    const pods = selectedPods(policy, cluster);
    if (pods.state !== 'complete') return unjudged(gapsOf(pods));
    if (pods.items.length === 0) return [];
    const services = servicesOf(namespace, pods.items, cluster);
    return numbered.flatMap(({ field, port, beside }): readonly (Hit<PortArgs> | Unjudged)[] => {
      if (isHeard(port, pods.items)) return [];
      const ports = knownItems(services).flatMap((service) =>
        service.spec.ports.map((one) => ({ service, one, target: targetOf(one, pods.items) })),
      );
      const same = ports.filter(({ one }) => one.protocol === port.protocol);
      if (same.some(({ target }) => target === port.port)) return [];
      const meant = same.find(({ one, target }) => one.port === port.port && target !== undefined);
      if (meant === undefined || meant.target === undefined) return services.state === 'complete' ? [] : unjudged(gapsOf(services));
      const { service, one, target } = meant;
      if (beside.some((rule) => isLetIn(target, port.protocol, rule, pods.items))) return [];
      const shown = {
        object: refTo('NetworkPolicy', policy.metadata),
        field: `${field}.port`,
        value: Number(port.port),
        says: 'the port that is allowed',
      };
      const serves = {
        object: refTo('Service', service.metadata),
        field: `spec.ports[${service.spec.ports.indexOf(one)}]`,
        says: `port ${one.port} leads to port ${target} of its pods`,
      };
      return [{ args: { namespace, name, port: one.port, service: service.metadata.name, target }, evidence: [shown, serves] }];
    });
  },
  message: ({ port, service, target }) =>
    `it lets in port ${port}, which is the port of Service ${service}: its pods receive on port ${target}, and policies see the port of the pod`,
  remedy: ({ namespace, name, target }) => `Write port ${target} in NetworkPolicy ${namespace}/${name}.`,
});

/** Whether a rule is for a port of the pods, too, so that the port of the Service beside it does no harm. */
function isLetIn(target: number, protocol: string, { ports, isForAllPorts }: PolicyRule, pods: readonly Pod[]): boolean {
  return (
    isForAllPorts ||
    ports.some(({ port: { port, endPort, protocol: own } }) => {
      if (own !== protocol) return false;
      if (typeof port === 'number') return port <= target && target <= (endPort ?? port);
      if (port === undefined) return true;
      return pods.some((pod) => declaredPorts(pod).some((one) => one.name === port && one.port === target && one.protocol === protocol));
    })
  );
}

function isHeard({ port, protocol }: NetworkPolicyPort, pods: readonly Pod[]): boolean {
  return pods.some((pod) => declaredPorts(pod).some((one) => one.port === port && one.protocol === protocol));
}

function servicesOf(namespace: string, pods: readonly Pod[], cluster: ClusterIndex): Listing<Service> {
  const listing = cluster.list('Service', { namespace });
  const items = knownItems(listing).filter((service) => {
    // What is sent to a headless Service is not translated.
    if (!hasSelector(service) || isHeadless(service)) return false;
    const selector = selectorOfLabels(service.spec.selector);
    return pods.some(({ metadata }) => selects(selector, metadata.labels));
  });
  return listing.state === 'complete' ? { state: 'complete', items } : { state: 'partial', items, gaps: gapsOf(listing) };
}

function targetOf(port: ServicePort, pods: readonly Pod[]): number | undefined {
  for (const pod of pods) {
    const target = resolveTargetPort(pod, port);
    if (target.state === 'number' || target.state === 'named') return target.port;
  }
  return undefined;
}
