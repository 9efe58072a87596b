import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { kubeconfigFor, outcome, serve } from './session.ts';

const TIMED_OUT = 'Unable to connect to the server: net/http: request canceled (Client.Timeout exceeded while awaiting headers)';

/** A proxy that lets everybody connect and treats them as `serve` does; it tells when a connection to it has ended. */
async function stalledProxy(serve: (socket: Socket) => void = () => {}) {
  const sockets: Socket[] = [];
  const ended: Promise<unknown>[] = [];
  const proxy = createServer((socket) => {
    sockets.push(socket.resume());
    serve(socket);
    ended.push(once(socket, 'close'));
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  return { port: (proxy.address() as AddressInfo).port, ended };
}

it.each(['http', 'socks5'])(
  'an %s proxy that never answers ends the request at the time-out, and its connection with it',
  async (scheme) => {
    const { port, ended } = await stalledProxy();
    const kubeconfig = kubeconfigFor(await serve(), { cluster: { 'proxy-url': `${scheme}://127.0.0.1:${port}` } });
    const started = Date.now();
    expect(await outcome({ kubeconfig, requestTimeout: '500ms' })).toBe(TIMED_OUT);
    expect(ended.length).toBe(1);
    // A connection that is left would keep the process from ending.
    await ended[0];
    expect(Date.now() - started).toBeLessThan(5000);
  },
);

it('a proxy that never ends its answer ends the request at the time-out', async () => {
  const { port } = await stalledProxy((socket) => {
    socket.write('HTTP/1.1 200 ');
    const drip = setInterval(() => socket.write('O'), 50);
    socket.once('close', () => clearInterval(drip));
  });
  const kubeconfig = kubeconfigFor(await serve(), { cluster: { 'proxy-url': `http://127.0.0.1:${port}` } });
  expect(await outcome({ kubeconfig, requestTimeout: '500ms' })).toBe(TIMED_OUT);
});
