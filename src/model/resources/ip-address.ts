import type { Metadata } from './metadata.ts';

/** A networking.k8s.io/v1 IPAddress: who holds a Cluster IP. Its name is the address in canonical spelling (KEP-1880). */
export interface IPAddress {
  readonly metadata: Metadata;
  readonly spec: {
    readonly parentRef: { readonly group: string; readonly resource: string; readonly namespace?: string; readonly name: string };
  };
}
