import type { ClusterIndex } from '../../../model/cluster-index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { nameOf, refTo } from '../../../model/object-ref.ts';
import { type ContainerPort, conditionOf, isPodFinished, type Pod } from '../../../model/resources/pod.ts';
import { groupBy, perCluster } from '../../facts/by-value.ts';
import { enumerate } from '../../facts/enumerate.ts';
import { placedPorts } from '../../facts/placed-ports.ts';
import { shorten } from '../../facts/shorten.ts';
import { defineRule, unjudged } from '../../rule.ts';

/** Source: kubernetes pkg/scheduler/framework/plugins/nodeports/node_ports.go, ErrReason. */
const REFUSAL = "didn't have free ports for the requested pod ports";

const owners = perCluster((cluster) => {
  const pods = cluster.list('Pod');
  const placed = knownItems(pods).filter((pod) => pod.spec.nodeName !== undefined && !isPodFinished(pod));
  return groupBy(placed, (pod) => hostPorts(pod).map(({ port }) => keyOf(port)));
});

export default defineRule({
  code: 'NX7032',
  title: 'hostPort taken on every node that would do',
  severity: 'error',
  proof: 'certain',
  subject: 'Pod',
  reads: ['Event', 'Pod'],
  causes: [],
  check(pod, cluster) {
    const wanted = hostPorts(pod);
    if (pod.spec.nodeName !== undefined || pod.status.phase !== 'Pending' || wanted.length === 0) return [];
    const said = refusal(pod, cluster);
    if (said === undefined) {
      const gaps = conditionOf(pod.status.conditions, 'PodScheduled') === undefined ? gapsOf(eventsOf(pod, cluster)) : [];
      return gaps.length === 0 ? [] : unjudged(gaps);
    }
    const held = wanted.flatMap((want) => (owners(cluster).get(keyOf(want.port)) ?? []).flatMap((other) => holds(other, want.port)));
    const own = wanted.map(({ port, field }) => ({
      object: refTo('Pod', pod.metadata),
      field: `${field}.hostPort`,
      value: port.hostPort ?? null,
      says: 'asked for on the node',
    }));
    return [
      {
        args: {
          ports: enumerate(wanted.map(({ port }) => keyOf(port))),
          text: said.text,
          holders: enumerate([...new Set(held.map(({ holder }) => holder))]),
        },
        evidence: [said.shown, ...own, ...held.map(({ shown }) => shown)],
      },
    ];
  },
  message: ({ ports, text, holders }) =>
    `the scheduler finds no node where hostPort ${ports} is free: ${text}${holders === '' ? '' : `; it is held by ${holders}`}`,
  remedy: () =>
    'Do without the hostPort (a Service of type NodePort or LoadBalancer shares a port), take another, or add nodes: each can give it away once.',
});

/** What the scheduler said, in the pod's condition, which is its latest word, or else in an event. */
function refusal(pod: Pod, cluster: ClusterIndex): { readonly text: string; readonly shown: Evidence } | undefined {
  const scheduled = conditionOf(pod.status.conditions, 'PodScheduled');
  const says = 'the scheduler';
  if (scheduled !== undefined) {
    const { message = '' } = scheduled;
    const field = `status.conditions[${pod.status.conditions.indexOf(scheduled)}].message`;
    return message.includes(REFUSAL)
      ? { text: shorten(message), shown: { object: refTo('Pod', pod.metadata), field, value: message, says } }
      : undefined;
  }
  const event = knownItems(eventsOf(pod, cluster)).find(
    ({ reason, message }) => reason === 'FailedScheduling' && message.includes(REFUSAL),
  );
  if (event === undefined) return undefined;
  return { text: shorten(event.message), shown: { object: refTo('Event', event.metadata), field: 'message', value: event.message, says } };
}

function eventsOf({ metadata }: Pod, cluster: ClusterIndex) {
  const { namespace = '', name } = metadata;
  return cluster.list('Event', { namespace, fields: { 'involvedObject.kind': 'Pod', 'involvedObject.name': name } });
}

function hostPorts(pod: Pod) {
  return placedPorts(pod).filter(({ port }) => port.hostPort !== undefined);
}

function keyOf({ hostPort, protocol }: ContainerPort): string {
  return `${hostPort}/${protocol}`;
}

/** Source: kubernetes staging/src/k8s.io/kube-scheduler/framework/types.go, HostPortInfo.CheckConflict: 0.0.0.0 meets every address. */
function holds(other: Pod, want: ContainerPort): readonly { readonly holder: string; readonly shown: Evidence }[] {
  const ip = ({ hostIP = '' }: ContainerPort) => (hostIP === '' ? '0.0.0.0' : hostIP);
  return hostPorts(other)
    .filter(({ port }) => keyOf(port) === keyOf(want) && (ip(port) === ip(want) || [ip(port), ip(want)].includes('0.0.0.0')))
    .map(({ port, field }) => {
      const object = refTo('Pod', other.metadata);
      const node = other.spec.nodeName ?? '';
      return {
        holder: `${nameOf(object)} on ${node}`,
        shown: { object, field: `${field}.hostPort`, value: port.hostPort ?? null, says: `held on ${node}` },
      };
    });
}
