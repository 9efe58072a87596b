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
