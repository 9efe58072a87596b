/**
 * Address and port ranges: from which part of a ServiceCIDR or of the NodePort range the API server allocates, and which ServiceCIDRs
 * hold an address. Follows Kubernetes 1.36 (pkg/registry/core/service/{ipallocator,portallocator}, pkg/api/servicecidr, KEP-1880,
 * KEP-3070, KEP-3668). Before 1.33 the range is a flag of the API server that no object shows.
 */
export {
  type AddressBand,
  clusterIPBands,
  firstUsableAddress,
  nodePortBands,
  usableAddresses,
} from './bands.ts';
export {
  bandOfAddress,
  cidrContainsCidr,
  cidrsOverlap,
  isAllocatableCIDR,
  isServiceCIDRReady,
  isUsableIn,
  serviceCIDRDeletable,
  serviceCIDRsContainingIP,
  serviceCIDRsContainingPrefix,
  serviceCIDRsOverlappingPrefix,
} from './service-cidrs.ts';
export { validateIPAddress, validateServiceCIDR } from './validation.ts';
