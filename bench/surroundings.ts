import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMAND } from '../test/support/command.ts';
import type { Program } from './process.ts';
import { type Kubeconfigs, startTestCluster, type TestCluster } from './test-cluster.ts';

/** How far away the far servers are, in milliseconds. */
export const ROUND_TRIP = 50;

/** A cluster, and how far off it is. */
export interface Place {
  readonly cluster: TestCluster;
  readonly distance?: keyof Kubeconfigs;
}

/** What measurements are made with. */
export interface Surroundings {
  /** A folder that is gone when all is closed. */
  readonly home: string;
  readonly kubectlVersion: string;
  /** The cluster of so many nodes, started when it is first asked for. */
  clusterOf(nodes: number): Promise<TestCluster>;
  netexplain(args: readonly string[], at?: Place): Program;
  kubectl(args: readonly string[], at?: Place): Program;
  /** Ends all servers. */
  close(): void;
}

/**
 * A home of its own, so that nobody's configuration and caches take part, and the programs there.
 * @param kubectl the program that is set beside ours
 * @returns undefined where that cannot be run
 */
export function openSurroundings(kubectl: string): Surroundings | undefined {
  const home = mkdtempSync(join(tmpdir(), 'netexplain-bench-'));
  const env = { PATH: process.env['PATH'], HOME: home, XDG_CACHE_HOME: join(home, '.cache') };
  const clusters = new Map<number, TestCluster>();
  const close = () => {
    for (const cluster of clusters.values()) cluster.close();
    rmSync(home, { recursive: true });
  };
  const { error, stdout } = spawnSync(kubectl, ['version', '--client', '-o', 'json'], { encoding: 'utf8', env });
  if (error !== undefined) {
    close();
    return undefined;
  }
  const envAt = (place: Place | undefined) => {
    if (place === undefined) return env;
    const { cluster, distance = 'near' } = place;
    const kubeconfig = join(home, `${cluster.nodes}-${distance}`);
    writeFileSync(kubeconfig, cluster.kubeconfigs[distance]);
    return { ...env, KUBECONFIG: kubeconfig };
  };
  return {
    home,
    kubectlVersion: (JSON.parse(stdout) as { readonly clientVersion: { readonly gitVersion: string } }).clientVersion.gitVersion,
    clusterOf: async (nodes) => {
      const cluster = clusters.get(nodes) ?? (await startTestCluster(nodes, ROUND_TRIP));
      clusters.set(nodes, cluster);
      return cluster;
    },
    netexplain: (args, at) => ({ file: process.execPath, args: [COMMAND, ...args], env: envAt(at) }),
    kubectl: (args, at) => ({ file: kubectl, args, env: envAt(at) }),
    close,
  };
}
