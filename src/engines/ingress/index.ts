/**
 * What Ingresses say: which class serves one, what the API server has against it, and which line of which Ingress takes a request. What the
 * API leaves open is "controller decides", with what the common controllers do where their documents say so. Follows networking.k8s.io/v1
 * of Kubernetes 1.36 (the API is frozen) and kubernetes-sigs/ingress-controller-conformance.
 */
export { answerRequest, type IngressAnswer } from './answer.ts';
export { type BackendEndpoints, backendEndpoints, type ResolvedBackend, resolveBackend } from './backend.ts';
export { CLASS_ANNOTATION, classAtCreation, classOf, DEFAULT_CLASS_ANNOTATION, defaultClasses, type IngressClassing } from './class.ts';
export { type BackendWay, KNOWN_CONTROLLERS, type KnownController, type Redirect } from './controllers/index.ts';
export { dataPlaneOf, type IngressDataPlane } from './data-plane.ts';
export { fitOf, hostOf } from './host.ts';
export { describeBackend, describeLine, type IngressLine, isSameLine, linesOf } from './line.ts';
export { answerOfLine, type BackendState, backendState, type LeadsTo, requestOf } from './line-way.ts';
export type { IngressRequest } from './request.ts';
export { type RoutedRequest, routeRequest } from './route.ts';
export { controllerSeen, type SeenController } from './seen.ts';
export { placeOf, type Serving, servedTogether, servingOf } from './serving.ts';
export { type ChosenTLS, tlsOf } from './tls.ts';
export { type IngressProblem, validateIngress } from './validation.ts';
export type { LineVerdict } from './verdict.ts';
