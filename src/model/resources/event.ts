import type { Metadata } from './metadata.ts';

/** A v1 Event. `lastTimestamp` is the latest time that the object names (series, lastTimestamp, eventTime, creation). */
export interface Event {
  readonly metadata: Metadata;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  readonly lastTimestamp?: string;
  readonly involvedObject: { readonly kind: string; readonly namespace?: string; readonly name: string; readonly uid?: string };
}

/** As long as the API server keeps events by default, in milliseconds. */
const RECENT = 60 * 60 * 1000;

/** Whether an event is a Warning of the last hour before `now` (RFC 3339). One without a time is none. */
export function isRecentWarning(event: Event, now: string): boolean {
  return event.type === 'Warning' && Date.parse(now) - Date.parse(event.lastTimestamp ?? '') <= RECENT;
}
