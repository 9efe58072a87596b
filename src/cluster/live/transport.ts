import http from 'node:http';
import https from 'node:https';
import { gunzipSync } from 'node:zlib';
import type { Credentials } from './credentials.ts';
import { BrokenAnswer, isWorthRepeating, RequestTimeout } from './network-error.ts';

/** One whole answer; `body` is decompressed text. */
export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** Sends GET requests, and nothing else, to one server. */
export interface Transport {
  /** `path` begins with a slash and may carry a query. Throws the errors of Node, RequestTimeout or BrokenAnswer. */
  get(path: string, accept: string): Promise<Answer>;
  close(): void;
}

export interface TransportOptions {
  readonly server: string;
  /** How long one request may take with all its repetitions, in milliseconds; Infinity for ever. */
  readonly timeout: number;
  readonly compress: boolean;
  readonly userAgent: string;
}

/** As many requests run at the same time; the others wait for a free connection. */
const MAX_IN_FLIGHT = 4;

/** How often a broken or refused request is sent again. */
const MAX_REPEATS = 2;

/** What a server that says "too busy" without saying for how long is given, in milliseconds. */
const DEFAULT_WAIT = 1000;

/** A transport that keeps its connections alive, repeats what broke off, and waits where the server asks for it (429, 503 with Retry-After). */
export function openTransport(options: TransportOptions, credentials: Credentials): Transport {
  const secure = options.server.startsWith('https:');
  const settings = { keepAlive: true, maxSockets: MAX_IN_FLIGHT, ...credentials.tls };
  const agent =
    credentials.proxyAgent ?? (secure ? new https.Agent(settings) : new http.Agent({ keepAlive: true, maxSockets: MAX_IN_FLIGHT }));
  const base = new URL(options.server);
  const headers = {
    ...credentials.headers,
    'User-Agent': options.userAgent,
    ...(options.compress ? { 'Accept-Encoding': 'gzip' } : {}),
  };

  const once = (path: string, accept: string, deadline: number): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const request = (secure ? https : http).request(
        {
          protocol: base.protocol,
          hostname: base.hostname.replace(/^\[|\]$/g, ''),
          port: base.port,
          path: `${base.pathname.replace(/\/$/, '')}${path}`,
          method: 'GET',
          agent,
          headers: { ...headers, Accept: accept } as http.OutgoingHttpHeaders,
          ...credentials.tls,
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', (error) =>
            reject(new BrokenAnswer('the connection broke off in the middle of an answer', { cause: error })),
          );
          response.on('end', () => settle(response, Buffer.concat(chunks)));
        },
      );
      const timer = Number.isFinite(deadline)
        ? setTimeout(() => request.destroy(new RequestTimeout('timeout')), Math.max(0, deadline - Date.now()))
        : undefined;
      const settle = (response: http.IncomingMessage, raw: Buffer) => {
        if (!response.complete) return reject(new BrokenAnswer('the connection broke off in the middle of an answer'));
        try {
          const body = response.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: body.toString('utf8') });
        } catch (error) {
          reject(new BrokenAnswer('a compressed answer that is not whole', { cause: error }));
        }
      };
      request.on('error', (error) => reject(error));
      request.on('close', () => clearTimeout(timer));
      request.end();
    });

  return {
    async get(path, accept) {
      const deadline = Date.now() + options.timeout;
      for (let repeats = 0; ; repeats += 1) {
        try {
          const answer = await once(path, accept, deadline);
          const wait = waitAskedFor(answer);
          if (wait === undefined || repeats >= MAX_REPEATS || Date.now() + wait >= deadline) return answer;
          await new Promise((resolve) => setTimeout(resolve, wait));
        } catch (error) {
          if (repeats >= MAX_REPEATS || !isWorthRepeating(error)) throw error;
        }
      }
    },
    close: () => agent.destroy(),
  };
}

/** How long a busy server wants to be left alone, in milliseconds; undefined when it is not busy. */
function waitAskedFor({ status, headers }: Answer): number | undefined {
  if (status !== 429 && status !== 503) return undefined;
  const seconds = Number(headers['retry-after']);
  return Number.isFinite(seconds) && headers['retry-after'] !== undefined ? seconds * 1000 : status === 429 ? DEFAULT_WAIT : undefined;
}
