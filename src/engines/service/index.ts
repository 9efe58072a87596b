/**
 * What kube-proxy makes of a Service: which slices and pods belong to it, what each port's endpoints are, and which of them a node
 * uses. Follows kubernetes 1.36 (pkg/proxy, staging/src/k8s.io/endpointslice).
 */

export { endpointsOfPort, isUsable, type PortEndpoint, slicePorts } from './endpoints.ts';
export { slicesFromEndpoints } from './endpoints-fallback.ts';
export { asksForAutoHints, autoHints, cpuRatiosByZone, trafficDistributionHints } from './hints.ts';
export { podsOf, slicesOf } from './membership.ts';
export { announce, endpointNodeNeeds, nodeNeeds, ONE_BY_ONE, podNeeds, targetPodNeeds } from './needs.ts';
export {
  addressRoles,
  isLocalLoadBalancer,
  type Match,
  type Packet,
  type ProxyView,
  type ServiceVerdict,
  serviceVerdict,
} from './packet.ts';
export { podToEndpoint } from './pod-to-endpoint.ts';
export { type NodePortAddress, nodePortAddressesOf, type ProxyConfig, proxyConfigMapOf, proxyConfigOf } from './proxy.ts';
export { type DeclaredPort, declaredPorts, resolveTargetPort, type TargetPort } from './target-port.ts';
export {
  type ChoosingNode,
  categorizeEndpoints,
  type EndpointSets,
  externalSet,
  internalSet,
  isExternallyAccessible,
  SKIP_LABELS,
  whySkipped,
} from './topology.ts';
export { hintsDecide, nodesWithoutEndpoint, type UsableFrom, usableFrom, whyNotUsed } from './usability.ts';
