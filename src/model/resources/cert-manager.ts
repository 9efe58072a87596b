/** What cert-manager's kinds have that concerns TLS here. Source: cert-manager pkg/apis/certmanager/v1 (1.19). */
import type { Metadata } from './metadata.ts';
import type { Condition } from './pod.ts';

/** The group of cert-manager's own kinds. */
export const CERT_MANAGER_GROUP = 'cert-manager.io';

/** A cert-manager.io/v1 Issuer (of its namespace) or ClusterIssuer (of all). */
export interface Issuer {
  readonly metadata: Metadata;
}

/** A cert-manager.io/v1 Certificate: what is to be made, by whom, and into which Secret. */
export interface Certificate {
  readonly metadata: Metadata;
  readonly spec: {
    readonly secretName: string;
    /** With the API's defaults: an Issuer of cert-manager.io. */
    readonly issuerRef: { readonly group: string; readonly kind: string; readonly name: string };
  };
  readonly status: { readonly conditions: readonly Condition[] };
}
