import { podsOf } from '../../../engines/service/index.ts';
import type { Evidence } from '../../../model/evidence.ts';
import { gapsOf, knownItems } from '../../../model/listing.ts';
import { refTo } from '../../../model/object-ref.ts';
import { type ContainerStatus, isPodFinished, type Pod } from '../../../model/resources/pod.ts';
import { hasSelector } from '../../../model/resources/service.ts';
import { counted, enumerate } from '../../facts/enumerate.ts';
import { canServe } from '../../facts/pod-readiness.ts';
import { defineRule, unjudged } from '../../rule.ts';

/** Fewer restarts than these are no habit. */
const OFTEN = 3;

/** In milliseconds. */
const HOUR = 60 * 60 * 1000;

export default defineRule({
  code: 'NX1032',
  title: 'Pods come and go',
  severity: 'warning',
  proof: 'certain',
  subject: 'Service',
  reads: ['Pod'],
  causes: [],
  check(service, cluster) {
    if (!hasSelector(service)) return [];
    const pods = podsOf(service, cluster);
    const serving = knownItems(pods).filter((pod) => !isPodFinished(pod) && canServe(pod, service));
    const flapping = serving.flatMap((pod) => restarting(pod, Date.parse(cluster.takenAt)).slice(0, 1));
    const [first, ...more] = flapping;
    if (first === undefined) return pods.state === 'complete' ? [] : unjudged(gapsOf(pods));
    const { namespace = '', name } = service.metadata;
    return [
      {
        args: {
          namespace,
          service: name,
          count: flapping.length,
          total: serving.length,
          reasons: enumerate(flapping.map(({ pod, says }) => `${pod} (${says})`)),
          example: first.pod,
          container: first.container,
        },
        evidence: [first.shown, ...more.map(({ shown }) => shown)] as const,
      },
    ];
  },
  message: ({ count, total, reasons }) => {
    const which = total === 1 ? 'the one pod that serves' : `${count} of ${total} pods that serve`;
    return `${which} ${count === 1 ? 'restarts again and again, and takes' : 'restart again and again, and take'} no traffic meanwhile: ${reasons}`;
  },
  remedy: ({ namespace, example, container }) => `See why it ended: kubectl logs ${example} -n ${namespace} -c ${container} --previous.`,
});

interface Restarting {
  readonly pod: string;
  readonly container: string;
  readonly says: string;
  readonly shown: Evidence;
}

/** The containers and sidecars of a pod that have restarted often, and within the last hour. */
function restarting(pod: Pod, now: number): readonly Restarting[] {
  const { spec, status, metadata } = pod;
  const sidecars = new Set(spec.initContainers.filter((one) => one.restartPolicy === 'Always').map((one) => one.name));
  const statuses = [
    ...status.containerStatuses.map((one, index) => ({ one, field: `status.containerStatuses[${index}]` })),
    ...status.initContainerStatuses
      .map((one, index) => ({ one, field: `status.initContainerStatuses[${index}]` }))
      .filter(({ one }) => sidecars.has(one.name)),
  ];
  const age = now - Date.parse(metadata.creationTimestamp ?? '');
  return statuses.flatMap(({ one, field }) => {
    const says = habit(one, age, now);
    if (says === undefined) return [];
    const shown = { object: refTo('Pod', metadata), field: `${field}.restartCount`, value: one.restartCount, says };
    return [{ pod: metadata.name, container: one.name, says, shown }];
  });
}

/** A few restarts in a long life, even if one of them was just now, are no habit: there must have been one a day. */
function habit({ name, restartCount, lastState }: ContainerStatus, age: number, now: number): string | undefined {
  if (lastState === undefined || restartCount < OFTEN || age > restartCount * 24 * HOUR) return undefined;
  const { finishedAt, reason, exitCode } = lastState.terminated;
  const ago = now - Date.parse(finishedAt);
  if (!(ago <= HOUR)) return undefined;
  const minutes = Math.max(0, Math.floor(ago / 60_000));
  const ending = [reason, exitCode === undefined ? undefined : `exit code ${exitCode}`].filter((part) => part !== undefined).join(', ');
  return `container ${name} restarted ${counted(restartCount, 'time')}, last ${minutes}m ago${ending === '' ? '' : `: ${ending}`}`;
}
