// Writes demo/cluster.json from the lab's record: node scripts/run-ts.mjs scripts/make-demo.ts
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { labObjects } from '../test/support/truth.ts';
import { demoCluster } from './demo-cluster.ts';

writeFileSync(join(import.meta.dirname, '../demo/cluster.json'), demoCluster(labObjects()));
