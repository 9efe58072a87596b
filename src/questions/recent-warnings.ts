import type { ClusterIndex } from '../model/cluster-index.ts';
import { knownItems, type Need } from '../model/listing.ts';
import type { RecentEvent } from '../model/recent-event.ts';
import { isRecentWarning } from '../model/resources/event.ts';

/** An object of a namespace that events are about. */
export interface EventSubject {
  readonly kind: 'Service' | 'Pod' | 'Ingress';
  readonly namespace: string;
  readonly name: string;
}

/** The need for the events of an object. */
export function eventsOf({ kind, namespace, name }: EventSubject): Need {
  return { kind: 'Event', namespace, fields: { 'involvedObject.kind': kind, 'involvedObject.name': name } };
}

/** The Warning events of the last hour on some objects, newest first. */
export function recentWarnings(subjects: readonly EventSubject[], cluster: ClusterIndex): readonly RecentEvent[] {
  const events = subjects.flatMap((subject) => {
    const { kind: _kind, ...scope } = eventsOf(subject);
    return knownItems(cluster.list('Event', scope)).map((event) => ({ event, namespace: subject.namespace }));
  });
  return events
    .filter(({ event }) => isRecentWarning(event, cluster.takenAt))
    .map(({ event: { involvedObject, reason, message, count, lastTimestamp = '' }, namespace }) => ({
      object: { kind: involvedObject.kind, namespace, name: involvedObject.name },
      reason,
      message,
      count,
      last: lastTimestamp,
    }))
    .sort((a, b) => Date.parse(b.last) - Date.parse(a.last));
}
