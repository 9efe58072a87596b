import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A request that the server has answered: its path with the query, and the size of the body as it was sent. */
export interface ServedRequest {
  readonly path: string;
  readonly bytes: number;
}

/** The ways to the same server: on this machine, and as if it were some way off. */
export interface Kubeconfigs {
  readonly near: string;
  readonly far: string;
}

/** A generated cluster behind a server in a process of its own. */
export interface TestCluster {
  readonly nodes: number;
  readonly kubeconfigs: Kubeconfigs;
  /** The requests since this was last asked. */
  requests(): Promise<readonly ServedRequest[]>;
  close(): void;
}

/** Starts a server for a cluster of so many nodes; `roundTrip` is how far off its second address is, in milliseconds. */
export async function startTestCluster(nodes: number, roundTrip: number): Promise<TestCluster> {
  const args = [join(import.meta.dirname, 'serve.ts'), String(nodes), String(roundTrip)];
  const child = fork(join(import.meta.dirname, '../scripts/run-ts.mjs'), args);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the server of ${nodes} nodes ended with exit code ${code}`);
  });
  // Whoever waits for an answer is told; when nobody does, it may end.
  ended.catch(() => {});
  const answer = async <T>() => {
    const [message] = await Promise.race([once(child, 'message'), ended]);
    return message as T;
  };
  const kubeconfigs = await answer<Kubeconfigs>();
  return {
    nodes,
    kubeconfigs,
    requests: () => {
      const requests = answer<readonly ServedRequest[]>();
      child.send('requests');
      return requests;
    },
    close: () => child.disconnect(),
  };
}
