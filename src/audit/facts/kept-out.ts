import { policyVerdict } from '../../engines/policy/index.ts';
import { declaredPorts, endpointsOfPort, isUsable, slicesOf } from '../../engines/service/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { gapsOf } from '../../model/listing.ts';
import { describeRef, nameOf, type ObjectRef } from '../../model/object-ref.ts';
import type { Pod } from '../../model/resources/pod.ts';
import type { Service, ServicePort } from '../../model/resources/service.ts';
import type { Protocol } from '../../model/values/port.ts';
import type { Unjudged } from '../rule.ts';
import { perCluster } from './by-value.ts';
import { policiesIn } from './policies.ts';

/** Pods that send the requests of others on to backends, under the name of whoever runs them. */
export interface Proxies {
  readonly of: string;
  readonly pods: readonly Pod[];
}

/** How many of the pods behind a port let no pod of some proxies in, and the policies that keep these out. */
export interface KeptOut {
  readonly count: number;
  readonly total: number;
  readonly policies: readonly [ObjectRef, ...ObjectRef[]];
}

/**
 * Whether policies keep proxies out of pods behind a port of a Service: a pod counts where it is sure that it lets in none of them. Undefined
 * where there is no such pod.
 */
export function keptOut(service: Service, port: ServicePort, proxies: Proxies, cluster: ClusterIndex): KeptOut | Unjudged | undefined {
  const slices = slicesOf(service, cluster);
  if (slices.state !== 'complete') return { unjudged: gapsOf(slices) };
  const { namespace = '' } = service.metadata;
  const servers = endpointsOfPort(slices.items, port)
    .filter(isUsable)
    .flatMap(({ endpoint: { targetRef }, port: number }) => {
      const pod = targetRef?.kind === 'Pod' ? cluster.get('Pod', targetRef.name, targetRef.namespace ?? namespace) : undefined;
      return pod?.state === 'found' ? [{ pod: pod.item, port: number }] : [];
    });
  const denied = servers.map((one) => denyingAll(proxies, one.pod, one.port, port.protocol, cluster)).filter((by) => by.length > 0);
  const [first, ...others] = new Map(denied.flat().map((ref) => [describeRef(ref), ref])).values();
  return first === undefined ? undefined : { count: denied.length, total: servers.length, policies: [first, ...others] };
}

/** By whom proxies are kept out of a pod's port; pods that policies cannot tell apart are judged once. */
const judged = perCluster(() => new Map<string, readonly ObjectRef[]>());

function denyingAll(proxies: Proxies, pod: Pod, port: number, protocol: Protocol, cluster: ClusterIndex): readonly ObjectRef[] {
  const known = judged(cluster);
  const { namespace, labels } = pod.metadata;
  const names = declaredPorts(pod).map(({ name }) => name);
  // A pod always lets its own node in.
  const node = proxies.pods.some(({ spec }) => spec.hostNetwork) ? pod.spec.nodeName : undefined;
  const key = JSON.stringify([proxies.of, namespace, labels, names, node, pod.spec.hostNetwork, port, protocol]);
  const found = known.get(key) ?? denying(proxies.pods, pod, port, protocol, cluster);
  known.set(key, found);
  return found;
}

/** The policies that isolate a pod from every pod of a proxy; none where some pod of it is let in, or that is not known. */
function denying(proxies: readonly Pod[], pod: Pod, port: number, protocol: Protocol, cluster: ClusterIndex): readonly ObjectRef[] {
  const server = { kind: 'pod', pod } as const;
  const others = proxies.filter((proxy) => nameOf(proxy.metadata) !== nameOf(pod.metadata));
  const verdicts: ReturnType<typeof policyVerdict>[] = [];
  for (const proxy of others) {
    const verdict = policyVerdict('ingress', { client: { kind: 'pod', pod: proxy }, server, port, protocol }, policiesIn(cluster));
    if (verdict.verdict !== 'denied') return [];
    verdicts.push(verdict);
  }
  return verdicts.flatMap(({ isolatedBy, decidedBy }) => [...isolatedBy, ...decidedBy.flatMap(({ policy }) => policy ?? [])]);
}
