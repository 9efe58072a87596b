import type { ClusterIndex } from '../../model/cluster-index.ts';
import { knownItems } from '../../model/listing.ts';
import { isRecentWarning } from '../../model/resources/event.ts';
import { isPodFinished, isPodReady, type Pod } from '../../model/resources/pod.ts';
import type { Service } from '../../model/resources/service.ts';
import type { RecentEvent } from '../../model/service-report.ts';

/** The Warning events of the last hour on a Service and on its pods that are not ready, newest first. */
export function recentWarnings(service: Service, pods: readonly Pod[], cluster: ClusterIndex): readonly RecentEvent[] {
  const { namespace = '', name } = service.metadata;
  const of = (kind: string, object: string) =>
    knownItems(cluster.list('Event', { namespace, fields: { 'involvedObject.kind': kind, 'involvedObject.name': object } }));
  const events = [
    of('Service', name),
    ...pods.filter((pod) => !isPodReady(pod) && !isPodFinished(pod)).map((pod) => of('Pod', pod.metadata.name)),
  ].flat();
  return events
    .filter((event) => isRecentWarning(event, cluster.takenAt))
    .map(({ involvedObject, reason, message, count, lastTimestamp = '' }) => ({
      object: { kind: involvedObject.kind, namespace, name: involvedObject.name },
      reason,
      message,
      count,
      last: lastTimestamp,
    }))
    .sort((a, b) => Date.parse(b.last) - Date.parse(a.last));
}
