import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Credentials } from './credentials.ts';
import { openQueue } from './in-flight.ts';
import { BrokenAnswer, isWorthRepeating, RequestTimeout } from './network-error.ts';

/** One whole answer: JSON where its content type says so, else text. */
export type Answer = { readonly status: number; readonly headers: http.IncomingHttpHeaders } & (
  | { readonly json: unknown }
  | { readonly text: string }
);

/** Sends GET requests, and nothing else, to one server. */
export interface Transport {
  /** `path` begins with a slash and may carry a query. Throws the errors of Node, RequestTimeout or BrokenAnswer. */
  get(path: string, accept: string): Promise<Answer>;
}

export interface TransportOptions {
  readonly server: string;
  /** How long one request may take with all its repetitions, in milliseconds; Infinity for ever. */
  readonly timeout: number;
  readonly compress: boolean;
  readonly userAgent: string;
  /** Ends everything: requests under way, waiting ones, pauses and connections. */
  readonly signal: AbortSignal;
}

/** As many requests run at the same time. */
const MAX_IN_FLIGHT = 4;

/** How often a request is sent again that broke off. */
const MAX_REPEATS = 2;

/** How often a request is sent again that a busy server refused. Source: client-go rest/request.go (1.36). */
const MAX_REFUSALS = 10;

/** What a server that says "too busy" without saying for how long is given, in milliseconds. */
const DEFAULT_WAIT = 1000;

/** The longest that a timer of Node can wait, in milliseconds: 24 days. */
const MAX_WAIT = 2 ** 31 - 1;

/** Node gives each of a server's addresses 250 ms, too little for a cluster at the other end of the world. In milliseconds. */
const ADDRESS_WAIT = 2500;

/** A transport that keeps its connections alive, repeats what broke off, and waits where the server asks for it (429, 503 with Retry-After). */
export function openTransport(options: TransportOptions, credentials: Credentials): Transport {
  const { server, timeout, compress, userAgent, signal } = options;
  const { tls, proxyAgent } = credentials;
  const scheme = server.startsWith('https:') ? https : http;
  const settings = { keepAlive: true, autoSelectFamilyAttemptTimeout: ADDRESS_WAIT };
  const agent = proxyAgent ?? new scheme.Agent(settings);
  signal.addEventListener('abort', () => agent.destroy());
  const queue = openQueue(MAX_IN_FLIGHT);
  const headers = { ...credentials.headers, 'User-Agent': userAgent, ...(compress && { 'Accept-Encoding': 'gzip' }) };

  const send = async (path: string, accept: string, deadline: number): Promise<Answer> => {
    const all = { ...headers, Accept: accept } as http.OutgoingHttpHeaders;
    signal.throwIfAborted();
    const late = new AbortController();
    const end = AbortSignal.any([signal, late.signal]);
    const timer = Number.isFinite(deadline) ? setTimeout(() => late.abort(), Math.min(deadline - Date.now(), MAX_WAIT)) : undefined;
    const request = scheme.request(`${server}${path}`, { agent, headers: all, signal: end, ...tls });
    // What goes wrong after the response began is the response's error, too.
    request.on('error', () => {});
    try {
      request.end();
      // The signal again: a request that still waits for its connection does not tell that it was ended.
      const [response] = (await once(request, 'response', { signal: end })) as [http.IncomingMessage];
      return answerOf(response, await bodyOf(response));
    } catch (error) {
      throw late.signal.aborted ? new RequestTimeout() : error;
    } finally {
      clearTimeout(timer);
    }
  };

  const sendUntilAnswered = async (path: string, accept: string): Promise<Answer> => {
    const deadline = Date.now() + timeout;
    for (let repeats = 0, refusals = 0; ; ) {
      try {
        const answer = await send(path, accept, deadline);
        const wait = waitAskedFor(answer);
        refusals += 1;
        if (wait === undefined || refusals > MAX_REFUSALS || Date.now() + wait >= deadline) return answer;
        await sleep(wait, undefined, { signal });
      } catch (error) {
        repeats += 1;
        if (repeats > MAX_REPEATS || !isWorthRepeating(error)) throw error;
      }
    }
  };

  return { get: (path, accept) => queue(() => sendUntilAnswered(path, accept)) };
}

/** Beside the main thread, which reads the page before meanwhile. */
const unzip = promisify(gunzip);

/** A page has megabytes, and each chunk is a round through another thread. In bytes. */
const UNZIPPED_AT_ONCE = 256 * 1024;

async function bodyOf(response: http.IncomingMessage): Promise<Buffer> {
  let body: Buffer;
  try {
    body = await buffer(response);
  } catch (error) {
    throw new BrokenAnswer('the connection broke off in the middle of an answer', { cause: error });
  }
  try {
    return response.headers['content-encoding'] === 'gzip' ? await unzip(body, { chunkSize: UNZIPPED_AT_ONCE }) : body;
  } catch (error) {
    throw new BrokenAnswer('a compressed answer that is not whole', { cause: error });
  }
}

function answerOf({ statusCode: status = 0, headers }: http.IncomingMessage, body: Buffer): Answer {
  const text = body.toString('utf8');
  if (!/\bjson\b/.test(headers['content-type'] ?? '')) return { status, headers, text };
  try {
    return { status, headers, json: JSON.parse(text) as unknown };
  } catch (error) {
    throw new BrokenAnswer('it answered with something that is not JSON, or only the beginning of it', { cause: error });
  }
}

/** How long a busy server wants to be left alone, in milliseconds; undefined when it is not busy. Source: RFC 9110, Retry-After. */
function waitAskedFor({ status, headers }: Answer): number | undefined {
  if (status !== 429 && status !== 503) return undefined;
  const { 'retry-after': after = '' } = headers;
  const wait = /^\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - Date.now();
  if (Number.isNaN(wait)) return status === 429 ? DEFAULT_WAIT : undefined;
  return Math.min(Math.max(wait, 0), MAX_WAIT);
}
