/**
 * What Ingresses say: which class serves one, what the API server has against it, and which line of which Ingress takes a request. What the
 * API leaves open is "controller decides", with what the common controllers do where their documents say so. Follows networking.k8s.io/v1
 * of Kubernetes 1.36 (the API is frozen) and kubernetes-sigs/ingress-controller-conformance.
 */
export { answerRequest, type IngressAnswer } from './answer.ts';
export { backendEndpoints } from './backend.ts';
export { CLASS_ANNOTATION, classAtCreation, classOf, DEFAULT_CLASS_ANNOTATION, defaultClasses } from './class.ts';
export { KNOWN_CONTROLLERS, type KnownController } from './controllers/index.ts';
export { dataPlaneOf, dataPlanePods } from './data-plane.ts';
export { closestFit, fitOf, hostOf } from './host.ts';
export { describeBackend, describeLine, type IngressLine, isSameLine, linesOf } from './line.ts';
export { answerOfLine, type BackendState, backendState, requestOf } from './line-way.ts';
export { takesPath } from './path.ts';
export { addressesOf, type IngressPlace, placesOf } from './places.ts';
export type { IngressRequest } from './request.ts';
export { routeRequest } from './route.ts';
export { controllerSeen, type SeenController } from './seen.ts';
export { type Serving, servedTogether, servingOf } from './serving.ts';
export { tlsOf } from './tls.ts';
export { validateIngress } from './validation.ts';
export type { LineVerdict } from './verdict.ts';
