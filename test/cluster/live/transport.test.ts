import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import type { Need } from '../../../src/model/listing.ts';
import type { ApiRequest } from '../../support/api-server/request.ts';
import { kubeconfigFor, open, outcome, readOne, SERVICES, sendJson, serve, serveRaw, service, serviceList } from './session.ts';

const always = { match: ({ path }: ApiRequest) => path.includes('/services') };
const TIMED_OUT = 'Unable to connect to the server: net/http: request canceled (Client.Timeout exceeded while awaiting headers)';

/** Answers the first requests one by one as told, and the others with the Service. */
function firstly(...answers: readonly ((response: ServerResponse, request: IncomingMessage) => void)[]): RequestListener {
  let asked = 0;
  return (request, response) => {
    const answer = answers[asked];
    asked += 1;
    if (answer === undefined) sendJson(response, service('a', 'foo'));
    else answer(response, request);
  };
}

const busy = (status: 429 | 503, retryAfter?: string) => (response: ServerResponse) => {
  response.writeHead(status, { 'Content-Type': 'text/plain', ...(retryAfter !== undefined && { 'Retry-After': retryAfter }) });
  response.end('too busy');
};

async function timed<T>(task: Promise<T>): Promise<readonly [T, number]> {
  const started = Date.now();
  return [await task, Date.now() - started];
}

describe('requests', () => {
  it('run four at a time, by as many connections, which are kept', async () => {
    let running = 0;
    let most = 0;
    const { url, connections } = await serveRaw(async (_request, response) => {
      running += 1;
      most = Math.max(most, running);
      await sleep(5);
      running -= 1;
      sendJson(response, service('a', 'foo'));
    });
    const cluster = await open({ server: url });
    const needs = Array.from({ length: 40 }, (): Need => ({ kind: 'Service', namespace: 'a', name: 'foo' }));
    expect((await cluster.read(needs)).length).toBe(40);
    await cluster.read(needs);
    expect([most, connections.all]).toEqual([4, 4]);
  });

  it('say who they are, and ask for JSON', async () => {
    const server = await serve();
    await outcome({ kubeconfig: kubeconfigFor(server) });
    expect(server.requests[0]?.headers).toMatchObject({
      'user-agent': expect.stringMatching(/^kubectl-netexplain\/\d+\.\d+\.\d+ \(\w+\/\w+\)$/),
      accept: 'application/json',
    });
  });

  it.each([
    ['are answered compressed', {}, {}, 'gzip'],
    ['are not with --disable-compression', { disableCompression: true }, {}, undefined],
    ['are not with disable-compression in the kubeconfig', {}, { 'disable-compression': true }, undefined],
  ])('%s', async (_what, flags, cluster, expected) => {
    const server = await serve({ gzip: 'always' });
    expect(await outcome({ kubeconfig: kubeconfigFor(server, { cluster }), ...flags })).toBe('complete a/foo');
    expect(server.requests[0]?.headers['accept-encoding']).toBe(expected);
  });
});

describe('a server that is busy', () => {
  it.each([
    ['429 with seconds', busy(429, '1'), 900],
    ['503 with seconds', busy(503, '1'), 900],
    ['429 with a date', (response: ServerResponse) => busy(429, new Date(Date.now() + 2000).toUTCString())(response), 900],
    ['503 with a date that is past', busy(503, 'Wed, 21 Oct 2015 07:28:00 GMT'), 0],
    ['429 without saying for how long', busy(429), 900],
    ['429 with zero seconds', busy(429, '0'), 0],
  ])('%s is left alone as long as it asks for, then asked again', async (_what, answer, least) => {
    const { url } = await serveRaw(firstly(answer));
    const [result, milliseconds] = await timed(outcome({ server: url }));
    expect(result).toBe('complete a/foo');
    expect(milliseconds).toBeGreaterThanOrEqual(least);
    expect(milliseconds).toBeLessThan(least + 2000);
  });

  it.each([
    ['429 with seconds', busy(429, '3600')],
    ['503 with seconds', busy(503, '3600')],
    ['429 with a date', busy(429, new Date(Date.now() + 3_600_000).toUTCString())],
  ])('%s for longer than the time-out is not waited for', async (_what, answer) => {
    const { url } = await serveRaw((_request, response) => answer(response));
    const [result, milliseconds] = await timed(outcome({ server: url, requestTimeout: '5s' }));
    expect(result).toBe('unknown (unreachable)');
    expect(milliseconds).toBeLessThan(1000);
  });

  it('for ever, is asked eleven times', async () => {
    let asked = 0;
    const { url } = await serveRaw((_request, response) => {
      asked += 1;
      busy(429, '0')(response);
    });
    expect(await outcome({ server: url })).toBe('unknown (unreachable)');
    expect(asked).toBe(11);
  });

  it('503 that does not say for how long is believed at once', async () => {
    let asked = 0;
    const { url } = await serveRaw((_request, response) => {
      asked += 1;
      busy(503)(response);
    });
    expect([await outcome({ server: url }), asked]).toEqual(['unknown (unreachable)', 1]);
  });
});

describe('an answer that is not whole', () => {
  const list = JSON.stringify(serviceList(['foo', 'web']));
  const send =
    (body: Buffer | string, headers: object = {}) =>
    (response: ServerResponse) => {
      response.writeHead(200, { 'Content-Type': 'application/json', Connection: 'close', ...headers });
      response.end(body);
    };
  const zipped = gzipSync(list);
  const cut: readonly [string, (response: ServerResponse) => void][] = [
    ['ends early, without a length', send(list.slice(0, list.length / 2))],
    [
      'ends early, with a length',
      (response) => {
        response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': list.length });
        response.write(list.slice(0, 50), () => response.socket?.destroy());
      },
    ],
    ['is half of a compressed one', send(zipped.subarray(0, zipped.length / 2), { 'Content-Encoding': 'gzip' })],
    ['says it is compressed and is not', send(list, { 'Content-Encoding': 'gzip' })],
    ['is empty', send('')],
    ['never begins', (response) => response.socket?.destroy()],
  ];

  it.each(cut)('because it %s, is asked for again', async (_what, answer) => {
    const { url } = await serveRaw(firstly(answer, answer));
    expect(await outcome({ server: url })).toBe('complete a/foo');
  });

  it.each(cut)('and always %s, is never taken for a list', async (_what, answer) => {
    let asked = 0;
    const { url } = await serveRaw((_request, response) => {
      asked += 1;
      answer(response);
    });
    expect(await outcome({ server: url }, {}, SERVICES)).toMatch(/^Unable to connect to the server: /);
    expect(asked).toBe(3);
  });
});

describe('the time-out', () => {
  it.each(['stall', 'stall-body'] as const)('ends a request that meets %s', async (fault) => {
    const server = await serve({ faults: [{ ...always, do: fault }] });
    const [result, milliseconds] = await timed(outcome({ kubeconfig: kubeconfigFor(server), requestTimeout: '300ms' }));
    expect(result).toBe(TIMED_OUT);
    expect(milliseconds).toBeLessThan(2000);
  });

  it('counts for a request with all its repetitions', async () => {
    let asked = 0;
    const { url } = await serveRaw(async (_request, response) => {
      asked += 1;
      await sleep(200);
      busy(429, '0')(response);
    });
    expect(await outcome({ server: url, requestTimeout: '500ms' })).toBe(TIMED_OUT);
    expect(asked).toBe(3);
  });

  it('does not count the time for which others go first', async () => {
    const { url } = await serveRaw(async (_request, response) => {
      await sleep(200);
      sendJson(response, service('a', 'foo'));
    });
    const cluster = await open({ server: url, requestTimeout: '500ms' });
    const readings = await cluster.read(Array(16).fill({ kind: 'Service', namespace: 'a', name: 'foo' }));
    expect(readings.map(({ listing }) => listing.state)).toEqual(Array(16).fill('complete'));
  });
});

describe('closing', () => {
  it('ends what is under way, what waits and what pauses, and sends nothing more', async () => {
    let asked = 0;
    const { url } = await serveRaw((request, response) => {
      asked += 1;
      if (request.url?.endsWith('/busy')) busy(429, '20')(response);
    });
    const cluster = await open({ server: url, requestTimeout: '0' });
    const names = ['busy', 'b', 'c', 'd', 'e', 'f'];
    const reading = Promise.allSettled(names.map((name) => readOne(cluster, { kind: 'Service', namespace: 'a', name })));
    while (asked < 4) await sleep(5);
    await sleep(50);
    const [settled, milliseconds] = await timed(
      (() => {
        cluster.close();
        return reading;
      })(),
    );
    expect(settled.map(({ status }) => status)).toEqual(names.map(() => 'rejected'));
    await sleep(100);
    expect([asked, milliseconds < 500]).toEqual([4, true]);
  });

  it('ends the connections that were kept', async () => {
    const { url, connections } = await serveRaw(firstly());
    const cluster = await open({ server: url });
    await readOne(cluster);
    expect(connections.open).toBe(1);
    cluster.close();
    await vi.waitFor(() => expect(connections.open).toBe(0));
  });
});

describe('a server that cannot be reached', () => {
  it.each([
    ['refuses', 'https://127.0.0.1:1', 'The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?'],
    ['has no address', 'https://no-such-host.invalid', /^Unable to connect to the server: dial tcp: lookup no-such-host\.invalid: /],
  ])('because it %s, is told in the words of kubectl', async (_what, server, expected) => {
    expect(await outcome({ server })).toMatch(expected);
  });

  it('because it speaks HTTP without TLS, is told in the words of kubectl', async () => {
    const { url } = await serveRaw(firstly());
    expect(await outcome({ server: url.replace('http:', 'https:') })).toBe(
      'Unable to connect to the server: http: server gave HTTP response to HTTPS client',
    );
  });
});
