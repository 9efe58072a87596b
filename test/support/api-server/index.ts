import { constants } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Auth, authorize, type Denial, userOf } from './access.ts';
import type { Answer } from './answer.ts';
import { type Certificates, createCertificates, type KeyPairPem } from './certificates.ts';
import type { Generated } from './collection.ts';
import { deliver, type Gzip } from './delivery.ts';
import { discoveryAnswer } from './discovery.ts';
import { type BrokenDelivery, type Fault, faultChooser, faultyAnswer } from './fault.ts';
import { type KubeconfigOptions, kubeconfigOf } from './kubeconfig.ts';
import { type ApiRequest, resourceRequest } from './request.ts';
import { resourceAnswer } from './resources.ts';
import { Failure, methodNotAllowed, noSuchPath } from './status.ts';
import { storeOf } from './stored-objects.ts';

export type { Fault } from './fault.ts';

/** What the server has and how it behaves. */
export interface ApiServerOptions {
  /** API objects and Lists of them; discovery documents add kinds, a version document is what /version answers. */
  readonly objects: readonly unknown[];
  /** Kinds, by plural, whose objects are made on demand instead. */
  readonly generated?: Readonly<Record<string, Generated>>;
  readonly faults?: readonly Fault[];
  readonly auth?: Auth;
  readonly deny?: readonly Denial[];
  /** Plurals of kinds that the server does not have at all, or not in a version: `referencegrants.v1`. */
  readonly unserved?: readonly string[];
  readonly gzip?: Gzip;
  /** Whether objects carry metadata.managedFields (true when left out). */
  readonly managedFields?: boolean;
  /** Plain HTTP that trusts everybody, as `kubectl proxy` listens. */
  readonly http?: boolean;
  /** Where the API begins below the root, as behind a proxy: `/k8s/clusters/c-1`. */
  readonly pathPrefix?: string;
}

/** A request and what became of it; `status` is 0 where no answer was begun, `bytes` is the body's size on the wire. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly status: number;
  readonly bytes: number;
}

/** A running server. */
export interface ApiServer {
  readonly url: string;
  /** '' for plain HTTP, as is the client's certificate. */
  readonly caPem: string;
  readonly clientCert: KeyPairPem;
  /** Every request so far, in the order of arrival. */
  readonly requests: readonly RecordedRequest[];
  kubeconfig(options?: KubeconfigOptions): string;
  close(): Promise<void>;
}

/** Starts a server on a free port of 127.0.0.1 that answers reading requests as a Kubernetes API server (1.36) does; others get 405. */
export async function startApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const { http = false, pathPrefix = '', auth = {} } = options;
  const certificates = http ? undefined : await createCertificates({ commonName: 'jane', organization: 'developers' });
  const requests: RecordedRequest[] = [];
  const respond = responder(options, requests);
  const server = serverFor(certificates, (request, response) => void respond(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `${http ? 'http' : 'https'}://127.0.0.1:${port}${pathPrefix}`;
  return {
    url,
    caPem: certificates?.caPem ?? '',
    clientCert: certificates?.client ?? { certPem: '', keyPem: '' },
    requests,
    kubeconfig: (given) => kubeconfigOf(url, auth.token ?? 'secret', certificates, given),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

type Respond = (request: IncomingMessage, response: ServerResponse) => void;

function serverFor(certificates: Certificates | undefined, respond: Respond): Server {
  if (certificates === undefined) return createServer(respond);
  const { server, caPem } = certificates;
  // Without session tickets: a resumed session would not show the client's certificate again.
  const secureOptions = constants.SSL_OP_NO_TICKET;
  const options = { cert: server.certPem, key: server.keyPem, ca: caPem, requestCert: true, rejectUnauthorized: false, secureOptions };
  return createTlsServer(options, respond);
}

function responder(options: ApiServerOptions, requests: RecordedRequest[]) {
  const { faults = [], auth = {}, deny = [], unserved = [], gzip = 'auto', managedFields = true, http = false, pathPrefix = '' } = options;
  const store = storeOf({ objects: options.objects, generated: options.generated ?? {}, unserved });
  const chooseFault = faultChooser(faults);

  const trueAnswer = (incoming: IncomingMessage, request: ApiRequest): Answer => {
    const user = http ? '' : userOf(incoming, auth);
    if (request.method !== 'GET' && request.method !== 'HEAD') throw methodNotAllowed();
    if (!isBelow(pathPrefix, incoming)) throw noSuchPath();
    const resource = resourceRequest(request.path);
    if (resource !== undefined) authorize(user, resource, deny);
    const answer = discoveryAnswer(request, store) ?? (resource && resourceAnswer(request, resource, store, managedFields));
    if (answer === undefined) throw noSuchPath();
    return answer;
  };

  return async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = readRequest(incoming, pathPrefix);
    const recorded = { ...request, status: 0, bytes: 0 };
    requests.push(recorded);
    const fault = chooseFault(request);
    const answer = answerOrFailure(() => (fault && faultyAnswer(fault, request)) ?? trueAnswer(incoming, request));
    const broken = isBrokenDelivery(fault) ? fault : undefined;
    if (broken !== 'stall' && broken !== 'reset') recorded.status = answer.status;
    await deliver(response, answer, {
      gzip,
      acceptsGzip: /\bgzip\b/.test(String(request.headers['accept-encoding'])),
      ...(broken && { broken }),
      sent: (bytes) => {
        recorded.bytes += bytes;
      },
    });
  };
}

function readRequest({ method = '', url = '', headers }: IncomingMessage, pathPrefix: string): ApiRequest {
  const { pathname, searchParams } = new URL(url, 'https://localhost');
  const path = pathname.startsWith(`${pathPrefix}/`) ? pathname.slice(pathPrefix.length) : pathname;
  return { method, path, query: searchParams, headers };
}

function isBelow(pathPrefix: string, { url = '' }: IncomingMessage): boolean {
  return url.startsWith(`${pathPrefix}/`);
}

function answerOrFailure(answer: () => Answer): Answer {
  try {
    return answer();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { code, contentType, headers, body } = error;
    return { status: code, contentType, headers, body: [body] };
  }
}

function isBrokenDelivery(fault: Fault['do'] | undefined): fault is BrokenDelivery {
  return fault === 'stall' || fault === 'stall-body' || fault === 'reset' || fault === 'half-body';
}
