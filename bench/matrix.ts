/** The matrix of a cluster with many policies, from a file: sizes, so that growth shows. There is nothing in kubectl to set beside it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { median } from './comparison.ts';
import { policedCluster } from './policed-cluster.ts';
import { type Use, useOf } from './process.ts';
import { aligned, fixed, grouped } from './report.ts';
import type { Surroundings } from './surroundings.ts';

/** The last is the bar: within seconds, and 500 MB. */
const SIZES = [
  { pods: 2_500, policies: 125 },
  { pods: 5_000, policies: 250 },
  { pods: 10_000, policies: 500 },
];

const MEMORY_BAR = 500;

const SEED = 7;

/** How often a process is looked at, in milliseconds. */
const INTERVAL = 10;

/** Measures `path --matrix -A --port 8080` of each size, `runs` times after one that only fills caches, and gives the table. */
export async function matrixTable({ netexplain, home }: Surroundings, runs: number): Promise<string> {
  const rows: string[][] = [];
  let peak = 0;
  for (const size of SIZES) {
    const file = join(home, `policies-${size.pods}.json`);
    writeFileSync(file, JSON.stringify(policedCluster(size, SEED)));
    const program = netexplain(['path', '--matrix', '-A', '--port', '8080', '--assume-enforced', 'yes', '--complete', '-f', file]);
    const uses: Use[] = [];
    for (let round = 0; round <= runs; round++) {
      const use = await useOf(program, INTERVAL);
      if (round > 0) uses.push(use);
    }
    peak = median(uses.map(({ megabytes }) => megabytes));
    rows.push([
      grouped(size.pods),
      grouped(size.policies),
      fixed(median(uses.map(({ seconds }) => seconds)), 1),
      fixed(median(uses.map(({ cpuSeconds }) => cpuSeconds)), 1),
      fixed(peak, 0),
    ]);
  }
  const table = aligned([['PODS', 'POLICIES', 'WALL S', 'CPU S', 'PEAK MB'], ...rows]);
  return `path --matrix -A --port 8080, from a file\n\n${table}\npeak memory: ${fixed(peak, 0)} MB, bar ≤ ${MEMORY_BAR}: ${peak <= MEMORY_BAR ? 'within' : 'above'}`;
}
