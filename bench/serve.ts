/**
 * The API server of a generated cluster, as a process of its own: `serve.ts NODES`, with an IPC channel. It sends the kubeconfig when it
 * listens, then, for each message that it gets, the requests since the last one; it ends with the channel.
 */
import { startApiServer } from '../test/support/api-server/index.ts';
import { clusterOf } from './cluster.ts';
import type { ServedRequest } from './test-cluster.ts';

const server = await startApiServer(clusterOf(Number(process.argv[3])));
let reported = 0;
process.on('message', () => {
  const since: readonly ServedRequest[] = server.requests
    .slice(reported)
    .map(({ path, query, bytes }) => ({ path: `${path}?${query}`, bytes }));
  reported = server.requests.length;
  process.send?.(since);
});
process.on('disconnect', () => void server.close());
process.send?.(server.kubeconfig({ namespace: 'a' }));
