import type { ClusterIndex } from '../../model/cluster-index.ts';
import { type Listing, mapListing } from '../../model/listing.ts';
import { type Event, isRecentWarning } from '../../model/resources/event.ts';
import type { Service } from '../../model/resources/service.ts';

/** The Warning events of the last hour about a Service, the latest first. */
export function serviceWarnings(service: Service, cluster: ClusterIndex): Listing<Event> {
  const { namespace = '', name } = service.metadata;
  const listing = cluster.list('Event', { namespace, fields: { 'involvedObject.kind': 'Service', 'involvedObject.name': name } });
  return mapListing(listing, (events) =>
    events
      .filter((event) => isRecentWarning(event, cluster.takenAt) && isAbout(event, service))
      .sort((a, b) => lastTimeOf(b) - lastTimeOf(a)),
  );
}

/** When an event was last seen, in milliseconds; NaN where it has no time. */
export function lastTimeOf({ lastTimestamp }: Event): number {
  return Date.parse(lastTimestamp ?? '');
}

/** An earlier Service of the same name has another UID. */
function isAbout({ involvedObject }: Event, { metadata }: Service): boolean {
  return involvedObject.uid === undefined || metadata.uid === undefined || involvedObject.uid === metadata.uid;
}
