import type { Metadata } from './metadata.ts';

/** A gateway.networking.k8s.io ReferenceGrant: whose objects may name which ones of its own namespace. Without `name`: all of the kind. */
export interface ReferenceGrant {
  readonly metadata: Metadata;
  readonly spec: {
    readonly from: readonly { readonly group: string; readonly kind: string; readonly namespace: string }[];
    readonly to: readonly { readonly group: string; readonly kind: string; readonly name?: string }[];
  };
}
