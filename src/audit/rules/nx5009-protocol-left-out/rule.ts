import { isForPort, policiesAboutPod } from '../../../engines/policy/index.ts';
import { declaredPorts, resolveTargetPort } from '../../../engines/service/index.ts';
import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { type Gap, gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import type { Pod } from '../../../model/resources/pod.ts';
import { hasSelector, type Service, type ServicePort } from '../../../model/resources/service.ts';
import { selectorOfLabels, selects } from '../../../model/values/label-selector.ts';
import { describePort, type Protocol } from '../../../model/values/port.ts';
import { POLICY_KINDS, policiesIn, rulesOf, selectedPods } from '../../facts/policies.ts';
import { defineRule, type Hit, type Unjudged, unjudged } from '../../rule.ts';

interface PortArgs extends Readonly<Record<string, string | number>> {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly who: string;
}

/** A pod that receives on a port by another protocol than TCP, and what shows it. */
interface Receiver {
  readonly pod: Pod;
  readonly protocol: Protocol;
  /** As a sentence begins: `Service dns sends`. */
  readonly who: string;
  readonly shown: Evidence;
}

export default defineRule({
  code: 'NX5009',
  title: 'Policy is for TCP where pods receive by another protocol',
  severity: 'error',
  proof: 'likely',
  subject: 'NetworkPolicy',
  reads: ['Pod', 'Service', ...POLICY_KINDS],
  auditOnly: true,
  causes: [],
  check(policy, cluster) {
    const { namespace = '', name } = policy.metadata;
    const entries = rulesOf(policy)
      .filter(({ direction }) => direction === 'ingress')
      .flatMap(({ ports }) => ports)
      .filter(({ port }) => port.protocol === 'TCP' && typeof port.port === 'number' && port.endPort === undefined);
    const byNumber = new Map(entries.toReversed().map(({ field, port }) => [Number(port.port), field] as const));
    if (byNumber.size === 0) return [];
    const pods = selectedPods(policy, cluster);
    if (pods.state !== 'complete') return unjudged(gapsOf(pods));
    // Policies commonly do not apply in the network of a node.
    const own = pods.items.filter(({ spec }) => !spec.hostNetwork);
    if (own.length === 0) return [];
    const services = cluster.list('Service', { namespace });
    return [...byNumber].toReversed().flatMap(([port, field]): readonly (Hit<PortArgs> | Unjudged)[] => {
      const judged = receiversOf(port, own, knownItems(services)).map((one) => ({ ...one, shut: isShut(one, port, cluster) }));
      const found = judged.find(({ shut }) => shut === true);
      const gaps = [...gapsOf(services), ...judged.flatMap(({ shut }) => (typeof shut === 'boolean' ? [] : shut))];
      if (found === undefined) return gaps.length === 0 ? [] : unjudged(gaps);
      const { protocol, who, shown } = found;
      const entry = { object: refTo('NetworkPolicy', policy.metadata), field, says: `port ${port}/TCP alone` };
      return [{ args: { namespace, name, port, protocol, who }, evidence: [entry, shown] }];
    });
  },
  message: ({ port, protocol, who }) =>
    `it lets in port ${port} by TCP alone, which an entry without protocol means: ${who} ${port}/${protocol}, which no policy lets in`,
  remedy: ({ namespace, name, port, protocol }) =>
    `Add an entry with protocol: ${protocol} for port ${port} to NetworkPolicy ${namespace}/${name}.`,
});

/**
 * Who receives on a port by another protocol: behind a Service, or as containers declare. Where pods receive on it by TCP, too, that is
 * what may be meant, unless one Service has both.
 */
function receiversOf(port: number, pods: readonly Pod[], services: readonly Service[]): readonly Receiver[] {
  const behind = services.flatMap((service) => leadingTo(port, service, pods));
  const isTcp =
    behind.some(({ one }) => one.protocol === 'TCP') ||
    pods.some((pod) => declaredPorts(pod).some((one) => one.port === port && one.protocol === 'TCP'));
  const served = behind
    .filter(({ service, one }) => {
      if (one.protocol === 'TCP') return false;
      return !isTcp || behind.some((other) => other.service === service && other.one.protocol === 'TCP');
    })
    .map(({ service, one, pod }) => ({
      pod,
      protocol: one.protocol,
      who: `Service ${service.metadata.name} sends to`,
      shown: {
        object: refTo('Service', service.metadata),
        field: `spec.ports[${service.spec.ports.indexOf(one)}].protocol`,
        value: one.protocol,
        says: `port ${describePort(one)} leads to port ${port} of its pods`,
      },
    }));
  if (isTcp || served.length > 0) return served;
  return pods.flatMap((pod) =>
    declaredPorts(pod)
      .filter((one) => one.port === port)
      .map(({ protocol, field }) => {
        const shown = { object: refTo('Pod', pod.metadata), field, says: `declared as ${port}/${protocol}` };
        return { pod, protocol, who: 'its pods declare', shown };
      }),
  );
}

/** The ports of a Service that lead to a port of pods, each with one of these. */
function leadingTo(port: number, service: Service, pods: readonly Pod[]) {
  if (!hasSelector(service)) return [];
  const selector = selectorOfLabels(service.spec.selector);
  const selected = pods.filter(({ metadata }) => selects(selector, metadata.labels));
  return service.spec.ports.flatMap((one) => {
    const pod = selected.find((candidate) => leads(one, candidate, port));
    return pod === undefined ? [] : [{ service, one, pod }];
  });
}

function leads(one: ServicePort, pod: Pod, port: number): boolean {
  const target = resolveTargetPort(pod, one);
  return (target.state === 'number' || target.state === 'named') && target.port === port;
}

/** Whether nothing lets in the port of a pod: no rule of any policy that isolates it, and nothing that is not followed here. */
function isShut({ pod, protocol }: Receiver, port: number, cluster: ClusterIndex): boolean | readonly Gap[] {
  const policies = policiesIn(cluster);
  const { isolating, before, doubts } = policiesAboutPod('ingress', pod, policies);
  const rules = [...isolating.flatMap(({ rules: { ingress } }) => ingress), ...before.map(({ rule }) => rule)];
  if (rules.some((rule) => isForPort(rule, pod, port, protocol, policies) !== false)) return false;
  const gaps = doubts.flatMap((doubt) => doubt.gaps);
  return gaps.length > 0 ? gaps : doubts.length === 0;
}
