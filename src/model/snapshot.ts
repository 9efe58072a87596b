import type { Listing, Need } from './listing.ts';
import type { ObjectRef } from './object-ref.ts';
import type { Resource } from './resources/index.ts';
import type { MetadataOnly } from './resources/metadata.ts';
import type { Pod } from './resources/pod.ts';

/** One need and what was read for it. The items of a `only: 'metadata'` need carry nothing but metadata. */
export interface Reading {
  readonly need: Need;
  readonly listing: Listing<Resource | MetadataOnly>;
}

/** What is known of a cluster at one moment, as the edge read it. Plain data: it can be written to a file and read again. */
export interface ClusterSnapshot {
  /** When it was read: RFC 3339. Every "ago" and "since" of a report counts from here. */
  readonly takenAt: string;
  readonly readings: readonly Reading[];
  /** Where objects stand that were read from files, by `Service a/foo`. */
  readonly sources?: Readonly<Record<string, SourceLocation>>;
  /** Of an input that says nothing of pods: those that its workloads are going to make. */
  readonly expectedPods?: readonly ExpectedPod[];
}

/** A pod as the template of a workload (`spec.template`) has it: without address, node and state. It is called `deployment/web`, that of a StatefulSet as it is going to be: `db-0`. */
export interface ExpectedPod {
  readonly workload: ObjectRef;
  readonly pod: Pod;
}

/** Where an object stands in the files that were read. `line` counts from 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
}

/** Reads needs, all at once where it can; refusals come back as gaps in the listings. Throws only when nothing can be read at all. */
export type Reader = (needs: readonly Need[]) => Promise<readonly Reading[]>;

/** A snapshot that knows nothing yet. */
export function emptySnapshot(takenAt: string): ClusterSnapshot {
  return { takenAt, readings: [] };
}

/** The same snapshot with more readings. */
export function addReadings(snapshot: ClusterSnapshot, readings: readonly Reading[]): ClusterSnapshot {
  return readings.length === 0 ? snapshot : { ...snapshot, readings: [...snapshot.readings, ...readings] };
}
