import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Evidence, JsonScalar } from '../../model/evidence.ts';
import { knownItems } from '../../model/listing.ts';
import { refTo } from '../../model/object-ref.ts';
import type { Event } from '../../model/resources/event.ts';
import { isNodeReady } from '../../model/resources/node.ts';
import { type Condition, conditionOf, isPodReady, isPodTerminating, type Pod } from '../../model/resources/pod.ts';
import type { Service } from '../../model/resources/service.ts';
import { containerTrouble } from './container-trouble.ts';
import { shorten } from './shorten.ts';

/** Why a pod takes no traffic, as a sentence about it continues, with the field that shows it. */
export interface Reason {
  readonly pod: string;
  readonly says: string;
  readonly evidence: Evidence;
}

/** So long a state must last to count as one that will not pass by itself, in milliseconds. */
const GRACE = 60 * 1000;

/** Whether a pod's own state lets its endpoint be ready; `publishNotReadyAddresses` asks only for an address. */
export function canServe(pod: Pod, service: Service): boolean {
  if (service.spec.publishNotReadyAddresses) return !lacksAddress(pod);
  return !isPodTerminating(pod) && isPodReady(pod);
}

/** Whether a pod has no address yet. */
export function lacksAddress(pod: Pod): boolean {
  return pod.status.podIPs.length === 0;
}

/** The readiness gates of a pod that are not True, where they alone keep it from being ready. */
export function unmetGates(pod: Pod): readonly string[] {
  const { conditions } = pod.status;
  if (isPodTerminating(pod) || isPodReady(pod) || conditionOf(conditions, 'ContainersReady')?.status !== 'True') return [];
  return pod.spec.readinessGates.map((gate) => gate.conditionType).filter((type) => conditionOf(conditions, type)?.status !== 'True');
}

/** Whether a state has lasted for a minute at least; so has one of which it is not known when it began. */
export function hasLasted(since: string | undefined, cluster: ClusterIndex): boolean {
  return since === undefined || Date.parse(cluster.takenAt) - Date.parse(since) >= GRACE;
}

/**
 * Why a pod that has not finished takes no traffic: the first of its deletion, a missing address, its node, its containers and its
 * readiness gates that explains it. Events and nodes that could not be read leave a reason without detail.
 */
export function whyNotReady(pod: Pod, cluster: ClusterIndex): Reason {
  return (
    deletion(pod) ?? noAddress(pod, cluster) ?? lostNode(pod, cluster) ?? containers(pod, cluster) ?? gateReason(pod) ?? condition(pod)
  );
}

function deletion(pod: Pod): Reason | undefined {
  const until = pod.metadata.deletionTimestamp;
  if (until === undefined) return undefined;
  return reason(pod, `is being deleted (gone by ${until})`, 'metadata.deletionTimestamp', until);
}

function noAddress(pod: Pod, cluster: ClusterIndex): Reason | undefined {
  if (!lacksAddress(pod)) return undefined;
  const scheduled = conditionOf(pod.status.conditions, 'PodScheduled');
  if (scheduled?.status === 'False')
    return reason(pod, `no node has been found for it${detail(scheduled)}`, fieldOf(pod, scheduled), 'False');
  const where = pod.spec.nodeName === undefined ? '' : ` on ${pod.spec.nodeName}`;
  const says = `has no address yet${where}`;
  const event = newestWarning(pod, cluster, (one) => one.reason !== 'FailedScheduling');
  if (event === undefined) return reason(pod, says, 'status.phase', pod.status.phase);
  const full = reason(pod, `${says}: ${event.reason}: ${shorten(event.message)}`, 'status.phase', pod.status.phase);
  return { ...full, evidence: { ...full.evidence, because: [eventEvidence(event)] } };
}

function lostNode(pod: Pod, cluster: ClusterIndex): Reason | undefined {
  const name = pod.spec.nodeName;
  const node = name === undefined ? undefined : cluster.get('Node', name);
  if (node?.state !== 'found' || isNodeReady(node.item) === true || !node.item.status.conditions.some((one) => one.type === 'Ready')) {
    return undefined;
  }
  const says = `its node ${name} is not ready`;
  return { pod: pod.metadata.name, says, evidence: { object: refTo('Node', node.item.metadata), field: 'status.conditions', says } };
}

function containers(pod: Pod, cluster: ClusterIndex): Reason | undefined {
  const trouble = containerTrouble(pod);
  if (trouble === undefined) return undefined;
  const { says, field, probing } = trouble;
  const event = probing
    ? newestWarning(pod, cluster, (one) => one.reason === 'Unhealthy' && one.message.startsWith(PROBE_FAILED))
    : undefined;
  if (event === undefined) return reason(pod, says, field);
  const full = reason(pod, `${says}: ${shorten(event.message.slice(PROBE_FAILED.length))}`, field);
  return { ...full, evidence: { ...full.evidence, because: [eventEvidence(event)] } };
}

const PROBE_FAILED = 'Readiness probe failed: ';

/** The readiness gate that keeps a pod from being ready, where nothing else does. */
export function gateReason(pod: Pod): Reason | undefined {
  const [type] = unmetGates(pod);
  if (type === undefined) return undefined;
  const found = conditionOf(pod.status.conditions, type);
  if (found === undefined) return reason(pod, `its readiness gate "${type}" has no condition`, 'spec.readinessGates', type);
  return reason(pod, `its readiness gate "${type}" is ${found.status}${detail(found)}`, fieldOf(pod, found), found.status);
}

function condition(pod: Pod): Reason {
  const ready = conditionOf(pod.status.conditions, 'Ready');
  if (ready === undefined) return reason(pod, 'has no Ready condition yet', 'status.phase', pod.status.phase);
  const says =
    ready.status === 'True' ? 'is ready, but no EndpointSlice says so (yet)' : `its Ready condition is ${ready.status}${detail(ready)}`;
  return reason(pod, says, fieldOf(pod, ready), ready.status);
}

function reason(pod: Pod, says: string, field: string, value?: JsonScalar): Reason {
  const evidence = { object: refTo('Pod', pod.metadata), field, ...(value === undefined ? {} : { value }), says };
  return { pod: pod.metadata.name, says, evidence };
}

function detail({ reason: word, message }: Condition): string {
  const says = message === undefined || message === '' ? word : shorten(message);
  return says === undefined ? '' : `: ${says}`;
}

function fieldOf(pod: Pod, found: Condition): string {
  return `status.conditions[${pod.status.conditions.indexOf(found)}].status`;
}

function newestWarning(pod: Pod, cluster: ClusterIndex, fits: (event: Event) => boolean): Event | undefined {
  const { namespace = '', name, uid } = pod.metadata;
  const fields = { 'involvedObject.kind': 'Pod', 'involvedObject.name': name };
  const time = ({ lastTimestamp = '' }: Event) => Date.parse(lastTimestamp) || 0;
  return knownItems(cluster.list('Event', { namespace, fields }))
    .filter((event) => event.type === 'Warning' && (uid === undefined || (event.involvedObject.uid ?? uid) === uid) && fits(event))
    .sort((a, b) => time(b) - time(a))[0];
}

function eventEvidence(event: Event): Evidence {
  return { object: refTo('Event', event.metadata), field: 'message', value: event.message, says: event.reason };
}
