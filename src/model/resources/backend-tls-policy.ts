import type { ForeignRef, ParentRef, SpecMetadata, StatusCondition } from './gateway-api.ts';

/** A gateway.networking.k8s.io/v1 BackendTLSPolicy: how a Gateway speaks TLS to backends of its namespace. */
export interface BackendTLSPolicy {
  readonly metadata: SpecMetadata;
  readonly spec: {
    /** Each names an object of the policy's namespace, and with `sectionName` one port of it by name. */
    readonly targetRefs: readonly (ForeignRef & { readonly sectionName?: string })[];
    readonly hostname: string;
    readonly caCertificateRefs: readonly ForeignRef[];
    readonly wellKnownCACertificates?: string;
  };
  readonly status: { readonly ancestors: readonly { readonly ancestorRef: ParentRef; readonly conditions: readonly StatusCondition[] }[] };
}
