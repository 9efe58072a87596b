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

/** What is said where `isOwnNodeOpen`. */
export const OWN_NODE = ", but for what comes from an endpoint's own node";

/** How many of the pods behind a port let nobody of some senders in, and the policies that keep all of some senders out. */
export interface KeptOut {
  readonly count: number;
  readonly total: number;
  readonly policies: readonly [ObjectRef, ...ObjectRef[]];
  /** Whether senders in the network of such a pod's own node get in. */
  readonly isOwnNodeOpen: boolean;
}

/**
 * Whether policies keep senders out of pods behind a port of a Service: a pod counts where it is sure that it lets in none of them, or none but
 * pods in the network of its own node, where there are such on others. Undefined where there is no such pod.
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
  const denied = servers.flatMap((one) => {
    const policies = denyingAll(senders, one.pod, one.port, port.protocol, cluster);
    return policies.length === 0 ? [] : [{ ...one, policies }];
  });
  const [first, ...others] = new Map(denied.flatMap(({ policies }) => policies.map((ref) => [describeRef(ref), ref] as const))).values();
  if (first === undefined) return undefined;
  const isOwnNodeOpen = denied.some(({ pod }) => senders.ends.some((end) => isNeighbour(end, pod)));
  return { count: denied.length, total: servers.length, policies: [first, ...others], isOwnNodeOpen };
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

/** Whether an end is a pod in the network of a pod's own node, which always lets it in. */
function isNeighbour(end: PolicyEnd, { spec: { nodeName } }: Pod): boolean {
  return end.kind === 'pod' && end.pod.spec.hostNetwork && nodeName !== undefined && end.pod.spec.nodeName === nodeName;
}

/** The policies that isolate a pod from all of some ends; none where it lets one of them in, or that is not known. */
function denying(ends: readonly PolicyEnd[], pod: Pod, port: number, protocol: Protocol, cluster: ClusterIndex): readonly ObjectRef[] {
  const policies = policiesIn(cluster);
  const habits = habitsIn(cluster);
  const others = ends.filter((end) => end.kind !== 'pod' || nameOf(end.pod.metadata) !== nameOf(pod.metadata));
  const far = others.filter((end) => !isNeighbour(end, pod));
  const judgedEnds = far.some(({ kind }) => kind === 'pod') ? far : others;
  const flows = judgedEnds.map((client) => ({ client, server: { kind: 'pod', pod }, port, protocol }) as const);
  if (flows.some((flow) => bareVerdict('ingress', flow, policies, habits) !== 'denied')) return [];
  const verdicts = flows.map((flow) => policyVerdict('ingress', flow, policies, habits));
  // Some plugins pick pods in the network of a node by selectors.
  if (verdicts.some(({ assumes }) => assumes.includes('host-network'))) return [];
  return verdicts.flatMap(({ isolatedBy, decidedBy }) => [...isolatedBy, ...decidedBy.flatMap(({ policy }) => policy ?? [])]);
}
