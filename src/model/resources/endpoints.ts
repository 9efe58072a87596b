import type { Protocol } from '../values/port.ts';
import type { TargetRef } from './endpoint-slice.ts';
import type { Metadata } from './metadata.ts';

/** One address of the older Endpoints API. */
export interface EndpointAddress {
  readonly ip: string;
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly targetRef?: TargetRef;
}

/** v1 Endpoints: deprecated since 1.33, capped at 1,000 addresses, without a terminating state (KEP-4974). */
export interface Endpoints {
  readonly metadata: Metadata;
  readonly subsets: readonly {
    readonly addresses: readonly EndpointAddress[];
    readonly notReadyAddresses: readonly EndpointAddress[];
    readonly ports: readonly { readonly name: string; readonly port: number; readonly protocol: Protocol }[];
  }[];
}
