import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type ClusterConnection, type ConnectionFlags, connect } from '../../../src/cluster/live/index.ts';
import type { Listing, Need } from '../../../src/model/listing.ts';
import type { Resource } from '../../../src/model/resources/index.ts';
import type { MetadataOnly } from '../../../src/model/resources/metadata.ts';
import { temporaryFile } from '../../e2e/cluster.ts';
import { type ApiServer, type ApiServerOptions, startApiServer } from '../../support/api-server/index.ts';

/** A Service as the API has it. */
export const service = (namespace: string, name: string) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace },
  spec: { type: 'ClusterIP', clusterIP: '10.96.0.10', ports: [{ name: 'http', port: 80 }] },
});

/** A Service that is in every server of these tests. */
export const FOO: Need = { kind: 'Service', namespace: 'a', name: 'foo' };
export const SERVICES: Need = { kind: 'Service' };

/** A server that lives as long as the test; it has the Service a/foo unless it is told otherwise. */
export async function serve(options: Partial<ApiServerOptions> = {}): Promise<ApiServer> {
  const server = await startApiServer({ objects: [service('a', 'foo')], ...options });
  onTestFinished(() => server.close());
  return server;
}

/** The path of a kubeconfig file for a server. */
export function kubeconfigFor(server: ApiServer, options: Parameters<ApiServer['kubeconfig']>[0] = {}): string {
  return temporaryFile('config', server.kubeconfig(options));
}

/** Connects away from the user's own files and environment; closed when the test ends. */
export async function open(flags: ConnectionFlags, env: NodeJS.ProcessEnv = {}): Promise<ClusterConnection> {
  const cluster = await connect(flags, { HOME: '/nonexistent', PATH: process.env['PATH'], ...env });
  onTestFinished(() => cluster.close());
  return cluster;
}

/** Reads one need. */
export async function readOne(cluster: ClusterConnection, need: Need = FOO): Promise<Listing<Resource | MetadataOnly>> {
  const [reading] = await cluster.read([need]);
  if (reading === undefined) throw new Error('a need without a reading');
  return reading.listing;
}

/** Connects and reads one need: `complete a/foo,a/web`, or the state with the reasons of its gaps; or the words of the error. */
export async function outcome(flags: ConnectionFlags, env: NodeJS.ProcessEnv = {}, need: Need = FOO): Promise<string> {
  try {
    return summary(await readOne(await open(flags, env), need));
  } catch (error) {
    return (error as Error).message;
  }
}

/** A listing in a line. */
export function summary(listing: Listing<Resource | MetadataOnly>): string {
  const items = listing.state === 'unknown' ? [] : listing.items;
  const names = items.map(({ metadata: { namespace, name } }) => (namespace === undefined ? name : `${namespace}/${name}`));
  const gaps = listing.state === 'complete' ? [] : listing.gaps.map(({ reason }) => reason);
  return [listing.state, ...names, ...gaps.map((reason) => `(${reason})`)].join(' ');
}

/** A plain HTTP server that answers as `answer` says and counts its connections, all of them and open ones; it lives as long as the test. */
export async function serveRaw(answer: RequestListener, host = '127.0.0.1') {
  const connections = { all: 0, open: 0 };
  const server = createServer(answer).on('connection', (socket) => {
    connections.all += 1;
    connections.open += 1;
    socket.once('close', () => {
      connections.open -= 1;
    });
  });
  server.listen(0, host);
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`, connections };
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, json: unknown, status = 200): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(json));
}

/** A list of Services as the API has it. */
export function serviceList(names: readonly string[], continueToken = '') {
  const items = names.map((name) => service('a', name));
  return { kind: 'ServiceList', apiVersion: 'v1', metadata: { resourceVersion: '1', continue: continueToken }, items };
}
