import type { ClusterIndex } from '../../model/cluster-index.ts';
import { knownItems, type Listing } from '../../model/listing.ts';
import type { Ingress } from '../../model/resources/ingress.ts';
import type { Service, ServicePort } from '../../model/resources/service.ts';
import { answerRequest, type IngressAnswer } from './answer.ts';
import { type BackendEndpoints, backendEndpoints, type ResolvedBackend, resolveBackend } from './backend.ts';
import type { BackendWay, KnownController, Redirect } from './controllers/index.ts';
import { fitOf } from './host.ts';
import { type IngressLine, isSameIngress } from './line.ts';
import type { IngressRequest } from './request.ts';
import type { Serving } from './serving.ts';

/** Where the requests of a line end: at a ready endpoint, with an answer of the controller, nowhere, or not known. */
export type LeadsTo = 'to-endpoints' | 'to-controller' | 'nowhere' | 'unknown';

/** A backend and what stands behind it. */
export interface BackendState {
  readonly resolved: ResolvedBackend;
  readonly endpoints?: BackendEndpoints;
  /** How the proxies of the controller send there; absent where the controller is not known. */
  readonly way?: BackendWay;
  readonly leads: LeadsTo;
  readonly says: string;
}

/** The request that names a line and nothing else: its own host and path. A wildcard stands for any name below it. */
export function requestOf({ host, path = '/', ingress }: IngressLine): IngressRequest {
  const named = (host ?? '').replace(/^\*/, 'any');
  const encrypted = ingress.spec.tls.some(({ hosts }) => hosts.length === 0 || hosts.some((one) => fitOf(one, named) !== undefined));
  return { scheme: encrypted ? 'https' : 'http', host: named, path };
}

/** What becomes of the request that names a line, among all Ingresses that are served together with its own. */
export function answerOfLine(line: IngressLine, together: Listing<Ingress>, known: KnownController | undefined): IngressAnswer {
  const others = knownItems(together).filter((one) => !isSameIngress(one, line.ingress));
  return answerRequest(requestOf(line), [...others, line.ingress], known);
}

/** What stands behind a line, for the controller that serves it. */
export function backendState(line: IngressLine, { known }: Serving, cluster: ClusterIndex, redirect?: Redirect): BackendState {
  const { backend = {}, ingress } = line;
  const resolved = resolveBackend(backend, ingress.metadata.namespace ?? '', cluster);
  if (redirect !== undefined) return { resolved, leads: 'to-controller', says: redirect.says };
  switch (resolved.state) {
    case 'port':
      return portState(resolved, line, known, cluster);
    case 'no-port':
      return { resolved, leads: 'nowhere', says: `Service ${resolved.service.metadata.name} has no such port` };
    case 'no-service':
      return { resolved, leads: 'nowhere', says: 'the Service does not exist' };
    case 'nothing':
      return { resolved, leads: 'nowhere', says: 'there is no backend' };
    case 'controller-knows':
      return { resolved, leads: 'unknown', says: 'what stands behind it only the controller knows' };
    case 'unknown':
      return { resolved, leads: 'unknown', says: `the Service could not be read: ${resolved.gaps[0]?.message ?? 'not read'}` };
  }
}

function portState(
  resolved: Extract<ResolvedBackend, { state: 'port' }>,
  { ingress }: IngressLine,
  known: KnownController | undefined,
  cluster: ClusterIndex,
): BackendState {
  const { service, port } = resolved;
  const way = known?.sendsTo(ingress, service);
  const base = { resolved, ...(way === undefined ? {} : { way }) };
  if (service.spec.type === 'ExternalName') {
    return { ...base, leads: 'unknown', says: `an alias for ${service.spec.externalName ?? '(nothing)'}: not every controller follows it` };
  }
  if (way?.to === 'nodePort' && port.nodePort === undefined) {
    return { ...base, leads: 'nowhere', says: `${way.says}, and the Service has none` };
  }
  const endpoints = backendEndpoints(service, port, cluster);
  return { ...base, endpoints, ...endOf(endpoints, service, port) };
}

function endOf({ all, ready, gaps }: BackendEndpoints, service: Service, port: ServicePort): Pick<BackendState, 'leads' | 'says'> {
  const { name } = service.metadata;
  if (ready.length > 0) return { leads: 'to-endpoints', says: `${ready.length} of ${all.length} endpoints of ${name}:${port.port} ready` };
  if (gaps.length > 0) return { leads: 'unknown', says: `the endpoints of ${name} could not be read: ${gaps[0]?.message ?? 'not read'}` };
  const none = all.length === 0 ? 'has no endpoints' : `has no ready endpoint (0 of ${all.length})`;
  return { leads: 'nowhere', says: `Service ${name} ${none}: controllers commonly answer 503` };
}
