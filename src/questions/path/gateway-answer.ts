import {
  answerGrpc,
  answerHttp,
  type Decision,
  type GatewayAt,
  type GrpcRequest,
  gatewaysAt,
  undecided,
} from '../../engines/gateway/index.ts';
import type { ClusterIndex } from '../../model/cluster-index.ts';
import type { Gap } from '../../model/listing.ts';
import { nameOf } from '../../model/object-ref.ts';
import type { WebRequest } from './routing.ts';

/** What the Gateway at an address makes of a request; or that a Gateway is there of which nothing could be read. */
export type GatewayAnswer =
  | (GatewayAt & { readonly state: 'answers'; readonly decision: Decision })
  | { readonly state: 'unread'; readonly name: string; readonly gaps: readonly Gap[] };

/**
 * What becomes of a request at the Gateways that have an address; undefined where none has it. Where several have, as implementations merge
 * them, the one that has a rule for it; of several such it is the implementation's own affair which goes first.
 */
export function gatewayAnswer(request: WebRequest, address: string, cluster: ClusterIndex): GatewayAnswer | undefined {
  const { found, unread } = gatewaysAt(address, request.port, cluster);
  const answers = found.map((at) => ({ ...at, decision: decisionAt(at, request, cluster) }));
  const possible = answers.filter(({ decision }) => decision.winner !== undefined || decision.action.does === 'unknown');
  const [first] = [...possible, ...answers.filter(({ decision }) => decision.listener !== undefined), ...answers];
  if (first === undefined) return unread[0] === undefined ? undefined : { state: 'unread', ...unread[0] };
  if (possible.length < 2) return { state: 'answers', ...first };
  const names = possible.map(({ gateway }) => `Gateway ${nameOf(gateway.metadata)}`).join(' and ');
  const candidates = possible.flatMap(({ decision }) => decision.candidates);
  return { state: 'answers', ...first, decision: undecided(`${names} have the address, and may all take the request`, [], { candidates }) };
}

/**
 * HTTPRoutes are asked first. A call of gRPC is an HTTP request, too, so that GRPCRoutes are asked about one that is marked as a call, and
 * about one that no HTTPRoute takes and that may be a call by its form.
 */
function decisionAt({ gateway, port }: GatewayAt, request: WebRequest, cluster: ClusterIndex): Decision {
  const http = answerHttp(gateway, { ...request, port }, cluster);
  const call = callOf(request, port);
  const isTaken = http.winner !== undefined || http.action.does === 'unknown';
  const isDecided = http.listener === undefined || http.winner?.kind === 'TLSRoute' || (isTaken && !isMarked(request));
  if (call === undefined || isDecided) return http;
  const grpc = answerGrpc(gateway, call, cluster);
  const isCall = grpc.winner !== undefined || grpc.action.does === 'unknown';
  const candidates = [...http.candidates, ...grpc.candidates];
  if (!isCall) return { ...http, candidates };
  if (isMarked(request) && !isTaken) return { ...grpc, candidates };
  const why = isTaken
    ? 'an HTTPRoute and a GRPCRoute may both take it, and which goes first the implementation decides'
    : 'a GRPCRoute may take it, and whether a request without a content-type of gRPC is a call the implementation decides';
  return undecided(why, [], { listener: http.listener, candidates });
}

/** The call that a request is by its form: POST /SERVICE/METHOD. Source: grpc doc/PROTOCOL-HTTP2.md, Requests. */
function callOf({ method, path, host, headers, scheme, sni }: WebRequest, port: number): GrpcRequest | undefined {
  const { service, name } = /^\/(?<service>[^/]+)\/(?<name>[^/]+)$/.exec(path)?.groups ?? {};
  if (method !== 'POST' || service === undefined || name === undefined) return undefined;
  return { scheme, port, authority: host, sni, service, method: name, headers };
}

function isMarked({ headers }: WebRequest): boolean {
  return (headers['content-type'] ?? '').startsWith('application/grpc');
}
