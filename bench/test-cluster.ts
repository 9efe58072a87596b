import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A request that the server has answered: its path with the query, and the size of the body as it was sent. */
export interface ServedRequest {
  readonly path: string;
  readonly bytes: number;
}

/** A generated cluster behind a server in a process of its own. */
export interface TestCluster {
  readonly nodes: number;
  readonly kubeconfig: string;
  /** The requests since this was last asked. */
  requests(): Promise<readonly ServedRequest[]>;
  close(): void;
}

/** Starts a server for a cluster of so many nodes. */
export async function startTestCluster(nodes: number): Promise<TestCluster> {
  const child = fork(join(import.meta.dirname, '../scripts/run-ts.mjs'), [join(import.meta.dirname, 'serve.ts'), String(nodes)]);
  const answer = async <T>() => {
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`the server of ${nodes} nodes ended with exit code ${code}`);
    });
    const [message] = await Promise.race([once(child, 'message'), ended]);
    return message as T;
  };
  const kubeconfig = await answer<string>();
  return {
    nodes,
    kubeconfig,
    requests: () => {
      const requests = answer<readonly ServedRequest[]>();
      child.send('requests');
      return requests;
    },
    close: () => child.disconnect(),
  };
}
