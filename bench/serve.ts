/**
 * The API server of a generated cluster, as a process of its own: `serve.ts NODES ROUND_TRIP`, with an IPC channel. It sends the kubeconfigs
 * (of the server itself, and of the server so many milliseconds away) when it listens, then, for each message that it gets, the requests
 * since the last one; it ends with the channel.
 */
import { startApiServer } from '../test/support/api-server/index.ts';
import { clusterOf } from './cluster.ts';
import { farAway } from './distance.ts';
import type { Kubeconfigs, ServedRequest } from './test-cluster.ts';

const [nodes, roundTrip] = process.argv.slice(3).map(Number);
const server = await startApiServer({ ...clusterOf(nodes ?? 0), keepAnswers: true });
const near = new URL(server.url);
const distant = await farAway(Number(near.port), roundTrip ?? 0);
let reported = 0;
process.on('message', () => {
  const since: readonly ServedRequest[] = server.requests
    .slice(reported)
    .map(({ path, query, bytes }) => ({ path: `${path}?${query}`, bytes }));
  reported = server.requests.length;
  process.send?.(since);
});
process.on('disconnect', () => {
  distant.server.close();
  void server.close();
});
const kubeconfigs: Kubeconfigs = {
  near: server.kubeconfig(),
  far: server.kubeconfig({ cluster: { server: `https://${near.hostname}:${distant.port}` } }),
};
process.send?.(kubeconfigs);
