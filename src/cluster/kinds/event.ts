import type { Event } from '../../model/resources/event.ts';
import { metadataOf, present, type RawReader } from './raw.ts';

/** A v1 Event; `lastTimestamp` is the latest time that it names, wherever it stands. */
export function eventOf(raw: RawReader): Event {
  const metadata = metadataOf(raw);
  const object = raw.object('involvedObject');
  const series = raw.object('series');
  const times = [series.text('lastObservedTime'), raw.text('lastTimestamp'), raw.text('eventTime'), metadata.creationTimestamp];
  const last = times
    .filter((time) => time !== undefined && !Number.isNaN(Date.parse(time)))
    .sort((a, b) => Date.parse(b ?? '') - Date.parse(a ?? ''))[0];
  return present({
    metadata,
    type: raw.text('type') ?? '',
    reason: raw.text('reason') ?? '',
    message: raw.text('message') ?? raw.text('note') ?? '',
    count: series.number('count') ?? raw.number('count') ?? 1,
    lastTimestamp: last,
    involvedObject: present({
      kind: object.text('kind') ?? '',
      namespace: object.text('namespace'),
      name: object.text('name') ?? '',
      uid: object.text('uid'),
    }),
  });
}
