import { request as httpsRequest, type RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { afterEach } from 'vitest';
import { type ApiServer, type ApiServerOptions, startApiServer } from './index.ts';

/** A Service as the API has it. */
export const service = (namespace: string, name: string, labels: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, labels },
  spec: { type: 'ClusterIP', clusterIP: '10.96.0.10', ports: [{ name: 'http', port: 80 }] },
  status: { loadBalancer: {} },
});

/** Three Services in two namespaces, not in the order of lists. */
export const SERVICES = [
  service('b', 'last', { app: 'web', tier: '3' }),
  service('a', 'second', { app: 'db' }),
  service('a', 'first', { app: 'web', canary: '' }),
];
/** The Services as a List. */
export const OBJECTS = [{ kind: 'List', apiVersion: 'v1', items: SERVICES }];

let servers: ApiServer[] = [];

/** Starts a server, with the three Services unless told otherwise, that is closed after the test. */
export async function start(options: Partial<ApiServerOptions> = {}): Promise<ApiServer> {
  const server = await startApiServer({ objects: OBJECTS, ...options });
  servers.push(server);
  return server;
}

afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
});

/** Sends a request with the token, by a connection of its own; the body is uncompressed. Rejects when the connection breaks. */
export async function get(server: ApiServer, path: string, options: RequestOptions = {}) {
  const headers = { authorization: 'Bearer secret', ...options.headers };
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }>((resolve, reject) => {
    const sent = httpsRequest(`${server.url}${path}`, { ca: server.caPem, agent: false, ...options, headers }, (response) => {
      const gzipped = response.headers['content-encoding'] === 'gzip';
      const aborted = new Promise<never>((_, fail) => response.once('error', fail));
      Promise.race([text(gzipped ? response.pipe(createGunzip()) : response), aborted]).then(
        (body) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        reject,
      );
    });
    sent.once('error', reject);
    sent.end();
  });
}

/** The JSON document that a GET answers. */
export async function getJson(server: ApiServer, path: string, options?: RequestOptions) {
  return JSON.parse((await get(server, path, options)).body);
}
