import type { ClusterIndex } from '../../../model/cluster-index.ts';
import { type ObjectRef, refTo, sameRef } from '../../../model/object-ref.ts';
import { isPodFinished, isPodReady, isPodTerminating, type Pod } from '../../../model/resources/pod.ts';
import { clientObject } from '../../facts/flow-ends.ts';
import { lacksAddress, type Reason, whyNotReady } from '../../facts/pod-readiness.ts';
import { describeReasons } from '../../facts/unready-pods.ts';
import { defineFlowRule, type FlowFacts } from '../../flow-rule.ts';

export default defineFlowRule({
  code: 'NX6016',
  title: 'An end of the flow is not running or not ready',
  severity: 'warning',
  proof: 'certain',
  subject: 'Flow',
  reads: ['Pod', 'Node', 'Event'],
  causes: [],
  check(flow, cluster) {
    const { sender } = flow;
    const client = sender.kind === 'pod' && !isRunning(sender.pod) ? [sender.pod] : [];
    const servers = serversOf(flow, cluster);
    return [
      ...hits('client', client, client.length, cluster),
      ...hits(
        'server',
        servers.filter((pod) => !canAnswer(pod)),
        servers.length,
        cluster,
      ),
    ];
  },
  message: ({ end, bad, total, reasons }) => {
    if (end === 'client') return `the pod that is to send does not run: ${reasons}`;
    if (total === 1) return `the pod to which packets go is not ready: ${reasons}`;
    return `${bad} of ${total} pods to which packets go ${bad === 1 ? 'is' : 'are'} not ready: ${reasons}`;
  },
  remedy: ({ name, namespace }) => `Find out what keeps it from running: kubectl describe pod ${name} -n ${namespace}.`,
});

function hits(end: 'client' | 'server', pods: readonly Pod[], total: number, cluster: ClusterIndex) {
  const [first] = pods;
  const { reasons, evidence } = describeReasons(pods.map((pod) => reasonOf(pod, cluster)));
  const [shown, ...more] = evidence;
  if (first === undefined || shown === undefined) return [];
  const { namespace = '', name } = first.metadata;
  const subject = refTo('Pod', first.metadata);
  return [{ subject, args: { end, namespace, name, bad: pods.length, total, reasons }, evidence: [shown, ...more] as const }];
}

/** Whether a pod has a process that may send: it has not finished, and some container runs as far as its status tells. */
function isRunning({ status }: Pod): boolean {
  const known = status.containerStatuses.flatMap((one) => one.state ?? []);
  return status.phase === 'Running' && (known.length === 0 || known.some(({ state }) => state === 'running'));
}

function canAnswer(pod: Pod): boolean {
  return isPodReady(pod) && !isPodTerminating(pod) && !isPodFinished(pod) && !lacksAddress(pod);
}

/** The pods where ways end: those that get the packets, and one that was to get them and has no address. */
function serversOf(flow: FlowFacts, cluster: ClusterIndex): readonly Pod[] {
  const client = clientObject(flow);
  const ends = flow.arrivals.flatMap(({ destination, disposition, hops }): readonly ObjectRef[] => {
    const [namespace = '', name = ''] = destination?.pod?.split('/') ?? [];
    if (destination?.pod !== undefined) return [{ kind: 'Pod', namespace, name }];
    const last = hops.at(-1)?.at.object;
    return disposition === 'no-route' && last?.kind === 'Pod' ? [last] : [];
  });
  const distinct = ends.filter((one, at) => ends.findIndex((other) => sameRef(one, other)) === at);
  return distinct
    .filter((one) => client === undefined || !sameRef(one, client))
    .map((one) => cluster.get('Pod', one.name, one.namespace))
    .flatMap((found) => (found.state === 'found' ? [found.item] : []));
}

function reasonOf(pod: Pod, cluster: ClusterIndex): Reason {
  if (!isPodFinished(pod)) return whyNotReady(pod, cluster);
  const { phase } = pod.status;
  const says = `has ended (phase ${phase})`;
  return { pod: pod.metadata.name, says, evidence: { object: refTo('Pod', pod.metadata), field: 'status.phase', value: phase, says } };
}
