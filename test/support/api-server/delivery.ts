import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, gzipSync } from 'node:zlib';
import type { Answer } from './answer.ts';
import type { BrokenDelivery } from './fault.ts';

/** When bodies are compressed for clients that accept gzip; `auto`: from 128 KiB on, as the real server does. */
export type Gzip = 'auto' | 'always' | 'never';

/** How one answer is sent; `sent` is told the bytes of the body as they go out, as they are on the wire. */
export interface Delivery {
  readonly gzip: Gzip;
  readonly acceptsGzip: boolean;
  readonly broken?: BrokenDelivery;
  sent(bytes: number): void;
}

/** Source: kubernetes staging/src/k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/writers.go (1.36). */
const GZIP_THRESHOLD = 128 * 1024;
const GZIP_LEVEL = 1;

const CLIENT_GONE: ReadonlySet<string | undefined> = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE']);

/** Sends an answer. Returns when it is sent, or when the client is gone. */
export async function deliver(response: ServerResponse, answer: Answer, delivery: Delivery): Promise<void> {
  const { broken, sent } = delivery;
  if (broken === 'stall') return;
  if (broken === 'reset') {
    response.socket?.destroy();
    return;
  }
  const pieces = answer.body[Symbol.iterator]();
  const { text, ended } = takeUpTo(pieces, broken === undefined ? GZIP_THRESHOLD : Number.POSITIVE_INFINITY);
  const compress = delivery.acceptsGzip && (delivery.gzip === 'always' || (delivery.gzip === 'auto' && text.length >= GZIP_THRESHOLD));
  response.writeHead(answer.status, {
    ...headersOf(answer, compress),
    ...(ended && !compress && broken === undefined && { 'Content-Length': Buffer.byteLength(text) }),
  });
  if (broken !== undefined) {
    const bytes = compress ? gzipSync(text, { level: GZIP_LEVEL }) : Buffer.from(text);
    const half = bytes.subarray(0, bytes.length / 2);
    sent(half.length);
    response.write(half, () => broken === 'half-body' && response.socket?.destroy());
    return;
  }
  const source = Readable.from(rest(text, ended ? undefined : pieces), { objectMode: false });
  const count = (bytes: AsyncIterable<Buffer>) => counted(bytes, sent);
  const sending = compress ? pipeline(source, createGzip({ level: GZIP_LEVEL }), count, response) : pipeline(source, count, response);
  await sending.catch((error: NodeJS.ErrnoException) => {
    if (!CLIENT_GONE.has(error.code)) throw error;
  });
}

/** An answer as it goes over the wire. */
export interface WholeAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** Makes all of an answer at once, as `deliver` would send it piece by piece. */
export function wholeAnswer(answer: Answer, { gzip, acceptsGzip }: Pick<Delivery, 'gzip' | 'acceptsGzip'>): WholeAnswer {
  const text = Buffer.from([...answer.body].join(''));
  const compress = acceptsGzip && (gzip === 'always' || (gzip === 'auto' && text.length >= GZIP_THRESHOLD));
  const body = compress ? gzipSync(text, { level: GZIP_LEVEL }) : text;
  return { status: answer.status, headers: { ...headersOf(answer, compress), 'Content-Length': body.length }, body };
}

function headersOf(answer: Answer, compress: boolean): OutgoingHttpHeaders {
  return {
    'Cache-Control': 'no-cache, private',
    'Content-Type': answer.contentType,
    ...(compress && { 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' }),
    ...answer.headers,
  };
}

function takeUpTo(pieces: Iterator<string>, length: number): { readonly text: string; readonly ended: boolean } {
  let text = '';
  while (text.length < length) {
    const { done, value } = pieces.next();
    if (done === true) return { text, ended: true };
    text += value;
  }
  return { text, ended: false };
}

function* rest(first: string, pieces: Iterator<string> | undefined): Iterable<Buffer> {
  yield Buffer.from(first);
  for (let piece = pieces?.next(); piece !== undefined && piece.done !== true; piece = pieces?.next()) yield Buffer.from(piece.value);
}

async function* counted(bytes: AsyncIterable<Buffer>, sent: (bytes: number) => void): AsyncIterable<Buffer> {
  for await (const chunk of bytes) {
    sent(chunk.length);
    yield chunk;
  }
}
