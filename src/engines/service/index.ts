/**
 * What kube-proxy makes of a Service: which slices and pods belong to it, what each port's endpoints are, and which of them a node
 * uses. Follows kubernetes 1.36 (pkg/proxy, staging/src/k8s.io/endpointslice); `semantics.md` sections 1 and 2 state the rules.
 */

export { endpointsOfPort, isUsable, type PortEndpoint, slicePorts } from './endpoints.ts';
export { slicesFromEndpoints } from './endpoints-fallback.ts';
export { podsOf, slicesOf } from './membership.ts';
export { type NodePortAddress, nodePortAddressesOf, type ProxyConfig, proxyConfigOf } from './proxy.ts';
export { type DeclaredPort, declaredPorts, resolveTargetPort, type TargetPort } from './target-port.ts';
export {
  type ChoosingNode,
  categorizeEndpoints,
  type EndpointSets,
  externalSet,
  internalSet,
  isExternallyAccessible,
  SKIP_LABELS,
  type TopologyMode,
  whySkipped,
} from './topology.ts';
export { hintsDecide, type UsableFrom, usableFrom, whyNotUsed } from './usability.ts';
