/**
 * What Gateways and routes do by the specification of the Gateway API: which route is attached to which listener, what the status of both
 * must be, and what becomes of a request. Three-valued: what was not read, and what the specification leaves to the implementation, is
 * unknown where it could change the answer. Follows kubernetes-sigs/gateway-api 1.6 (apis/v1, conformance/tests).
 */
export { answerGrpc, answerHttp } from './answer-http.ts';
export { answerMesh } from './answer-mesh.ts';
export { answerStream, answerTls } from './answer-stream.ts';
export { answersAt, arrivalsAt } from './arrivals.ts';
export type { AttachedRoute } from './attached-routes.ts';
export { type Attachment, asItsParentsApply, attachmentsOf, parentGateway, parentOf, type RouteOf } from './attachment.ts';
export { backendTlsOf } from './backend-tls.ts';
export {
  type BackendShare,
  backendShare,
  backendShares,
  mirrorsOf,
  type ResolvedBackend,
  resolveBackend,
  resolvedRefs,
} from './backends.ts';
export { isReported, reportedConditions, reportedListener, whyListenerFails, whyNotProgrammed } from './conditions.ts';
export { dataPlaneNeed, dataPlanePods, dataPlaneServices } from './data-plane.ts';
export type { Action, BackendOutcome, Decision } from './decision.ts';
export type { Referred, Referrer } from './grants.ts';
export { certificatesOf, expectedListenerStatus } from './listener-status.ts';
export { type GatewayListener, isUsed, listenerSetStatus, listenerSetsOf, listenersOf } from './listeners.ts';
export { routeNeeds } from './needs.ts';
export { precedence } from './precedence.ts';
export { kindsOfProtocol, ROUTE_KINDS, type RouteKind, takesKind, tlsMode } from './protocols.ts';
export { backendRefsTo, routesTo, routesToNeeds } from './routes-to.ts';
export type { Judgement } from './truth.ts';
