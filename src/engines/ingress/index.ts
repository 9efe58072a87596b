/**
 * What Ingresses say: which class serves one, what the API server has against it, and which line of which Ingress takes a request. What the
 * API leaves open is "controller decides", with what the common controllers do where their documents say so. Follows networking.k8s.io/v1
 * of Kubernetes 1.36 (the API is frozen) and kubernetes-sigs/ingress-controller-conformance.
 */
export { CLASS_ANNOTATION, classAtCreation, classOf, DEFAULT_CLASS_ANNOTATION, defaultClasses, type IngressClassing } from './class.ts';
export { describeBackend, describeLine, type IngressLine, linesOf } from './line.ts';
export type { IngressRequest } from './request.ts';
export { type Reading, type RoutedRequest, routeRequest } from './route.ts';
export { type ChosenTLS, tlsOf } from './tls.ts';
export { type IngressProblem, validateIngress } from './validation.ts';
export type { LineVerdict } from './verdict.ts';
