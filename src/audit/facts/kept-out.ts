import { bareVerdict, type PolicyEnd, policyVerdict } from '../../engines/policy/index.ts';
import { declaredPorts, endpointsOfPort, isUsable, slicesOf } from '../../engines/service/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import { gapsOf } from '../../model/listing.ts';
import { describeRef, nameOf, type ObjectRef } from '../../model/object-ref.ts';
import type { Pod } from '../../model/resources/pod.ts';
import type { Service, ServicePort } from '../../model/resources/service.ts';
import type { Protocol } from '../../model/values/port.ts';
import type { Unjudged } from '../rule.ts';
import { perCluster } from './by-value.ts';
import { habitsIn, policiesIn } from './policies.ts';

/** Who may connect to backends on behalf of somebody, under the name of whoever that is. */
export interface Senders {
  readonly of: string;
  readonly ends: readonly PolicyEnd[];
}

/** How many of the pods behind a port let nobody of some senders in, and the policies that keep all of some senders out. */
export interface KeptOut {
  readonly count: number;
  readonly total: number;
  readonly policies: readonly [ObjectRef, ...ObjectRef[]];
}

/**
 * Whether policies keep senders out of pods behind a port of a Service: a pod counts where it is sure that it lets in none of them. Undefined
 * where there is no such pod.
 */
export function keptOut(service: Service, port: ServicePort, senders: Senders, cluster: ClusterIndex): KeptOut | Unjudged | undefined {
  const slices = slicesOf(service, cluster);
  if (slices.state !== 'complete') return { unjudged: gapsOf(slices) };
  const { namespace = '' } = service.metadata;
  const servers = endpointsOfPort(slices.items, port)
    .filter(isUsable)
    .flatMap(({ endpoint: { targetRef }, port: number }) => {
      const pod = targetRef?.kind === 'Pod' ? cluster.get('Pod', targetRef.name, targetRef.namespace ?? namespace) : undefined;
      return pod?.state === 'found' ? [{ pod: pod.item, port: number }] : [];
    });
  const denied = servers.map((one) => denyingAll(senders, one.pod, one.port, port.protocol, cluster)).filter((by) => by.length > 0);
  const [first, ...others] = new Map(denied.flat().map((ref) => [describeRef(ref), ref])).values();
  return first === undefined ? undefined : { count: denied.length, total: servers.length, policies: [first, ...others] };
}

/** By whom senders are kept out of a pod's port; pods that policies cannot tell apart are judged once. */
const judged = perCluster(() => new Map<string, readonly ObjectRef[]>());

function denyingAll({ of, ends }: Senders, pod: Pod, port: number, protocol: Protocol, cluster: ClusterIndex): readonly ObjectRef[] {
  const known = judged(cluster);
  const { namespace, labels } = pod.metadata;
  const names = declaredPorts(pod).map(({ name }) => name);
  // A pod always lets its own node in.
  const node = ends.some(isOnNode) ? pod.spec.nodeName : undefined;
  const key = JSON.stringify([of, namespace, labels, names, node, pod.spec.hostNetwork, port, protocol]);
  const found = known.get(key) ?? denying(ends, pod, port, protocol, cluster);
  known.set(key, found);
  return found;
}

function isOnNode(end: PolicyEnd): boolean {
  return end.kind === 'node' || (end.kind === 'pod' && end.pod.spec.hostNetwork);
}

/** The policies that isolate a pod from all of some ends; none where it lets one of them in, or that is not known. */
function denying(ends: readonly PolicyEnd[], pod: Pod, port: number, protocol: Protocol, cluster: ClusterIndex): readonly ObjectRef[] {
  const policies = policiesIn(cluster);
  const habits = habitsIn(cluster);
  const others = ends.filter((end) => end.kind !== 'pod' || nameOf(end.pod.metadata) !== nameOf(pod.metadata));
  const flows = others.map((client) => ({ client, server: { kind: 'pod', pod }, port, protocol }) as const);
  if (flows.some((flow) => bareVerdict('ingress', flow, policies, habits) !== 'denied')) return [];
  return flows.flatMap((flow) => {
    const { isolatedBy, decidedBy } = policyVerdict('ingress', flow, policies, habits);
    return [...isolatedBy, ...decidedBy.flatMap(({ policy }) => policy ?? [])];
  });
}
