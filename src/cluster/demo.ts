import type { ClusterSnapshot } from '../model/snapshot.ts';
import { readObjects } from './objects.ts';
import { demoCluster } from './package-files.ts';

/** The moment that the demo cluster shows: half a minute after the last heartbeat in it, minutes after its events. */
const DEMO_TIME = '2026-11-22T07:40:00Z';

/** The small cluster that ships with the package: every kind is complete in it. `readSecrets` as of `readObjects`. */
export function readDemo(readSecrets = false): ClusterSnapshot {
  return readObjects([JSON.parse(demoCluster())], { complete: true, takenAt: DEMO_TIME, readSecrets });
}
