import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * Listens on a free port of 127.0.0.1 and hands everything on to another one, each way later by half a round trip (milliseconds).
 * Only TCP's own handshake is as fast as ever, so a real server at this distance takes one round trip more for each connection.
 */
export async function farAway(port: number, roundTrip: number): Promise<{ readonly port: number; readonly server: Server }> {
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    handOn(near, far, roundTrip / 2);
    handOn(far, near, roundTrip / 2);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, server };
}

function handOn(from: Socket, to: Socket, delay: number): void {
  const later = (what: () => void) => setTimeout(what, delay);
  from.setNoDelay();
  from.on('data', (chunk: Buffer) => later(() => to.write(chunk)));
  from.on('end', () => later(() => to.end()));
  from.on('error', () => later(() => to.destroy()));
}
