/** The matrix of a cluster with many policies, from a file: sizes, so that growth shows. There is nothing in kubectl to set beside it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { median } from './comparison.ts';
import { type PolicedSize, policedCluster } from './policed-cluster.ts';
import { type Use, useOf } from './process.ts';
import { aligned, fixed, grouped } from './report.ts';
import type { Surroundings } from './surroundings.ts';

const BAR = { pods: 10_000, policies: 500 };

/** The last is the bar: within seconds, and 500 MB; first on one port, then on all that are served. */
const CASES: readonly (PolicedSize & { readonly port?: number })[] = [
  { pods: 2_500, policies: 125, port: 8080 },
  { pods: 5_000, policies: 250, port: 8080 },
  { ...BAR, port: 8080 },
  { pods: 2_500, policies: 125 },
  { pods: 5_000, policies: 250 },
  BAR,
];

const MEMORY_BAR = 500;

const SEED = 7;

/** How often a process is looked at, in milliseconds. */
const INTERVAL = 10;

/** Measures `path --matrix -A`, with `--port 8080` and without, of each size, `runs` times after one that only fills caches, and gives the table. */
export async function matrixTable({ netexplain, home }: Surroundings, runs: number): Promise<string> {
  const rows: string[][] = [];
  let most = 0;
  for (const { port, ...size } of CASES) {
    const file = join(home, `policies-${size.pods}.json`);
    writeFileSync(file, JSON.stringify(policedCluster(size, SEED)));
    const flags = [...(port === undefined ? [] : ['--port', `${port}`]), '--assume-enforced', 'yes', '--complete', '-f', file];
    const program = netexplain(['path', '--matrix', '-A', ...flags]);
    const uses: Use[] = [];
    for (let round = 0; round <= runs; round++) {
      const use = await useOf(program, INTERVAL);
      if (round > 0) uses.push(use);
    }
    const peak = median(uses.map(({ megabytes }) => megabytes));
    most = Math.max(most, peak);
    rows.push([
      port === undefined ? 'all' : `${port}`,
      grouped(size.pods),
      grouped(size.policies),
      fixed(median(uses.map(({ seconds }) => seconds)), 1),
      fixed(median(uses.map(({ cpuSeconds }) => cpuSeconds)), 1),
      fixed(peak, 0),
    ]);
  }
  const table = aligned([['PORT', 'PODS', 'POLICIES', 'WALL S', 'CPU S', 'PEAK MB'], ...rows]);
  return `path --matrix -A, from a file\n\n${table}\npeak memory: ${fixed(most, 0)} MB, bar ≤ ${MEMORY_BAR}: ${most <= MEMORY_BAR ? 'within' : 'above'}`;
}
