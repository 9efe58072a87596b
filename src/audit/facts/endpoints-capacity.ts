import { knownItems, type Listing } from '../../model/listing.ts';
import type { EndpointSlice } from '../../model/resources/endpoint-slice.ts';

/**
 * So many addresses v1 Endpoints hold; the control plane leaves out the others.
 * Source: kubernetes pkg/controller/endpoint/endpoints_controller.go, maxCapacity (1.36).
 */
export const ENDPOINTS_CAPACITY = 1000;

/** Whether slices list more endpoints than v1 Endpoints hold. */
export function exceedsEndpoints(slices: Listing<EndpointSlice>): boolean {
  return knownItems(slices).reduce((count, { endpoints }) => count + endpoints.length, 0) > ENDPOINTS_CAPACITY;
}
