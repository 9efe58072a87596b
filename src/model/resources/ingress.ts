import type { Metadata } from './metadata.ts';
import type { LoadBalancerIngress } from './service.ts';

/** Where an Ingress sends a request: a Service's port by number or name. A resource backend has neither. */
export interface IngressBackend {
  readonly service?: { readonly name: string; readonly port: { readonly name?: string; readonly number?: number } };
  readonly resource?: { readonly kind: string; readonly name: string };
}

/** A networking.k8s.io/v1 Ingress. */
export interface Ingress {
  readonly metadata: Metadata;
  readonly spec: {
    readonly ingressClassName?: string;
    readonly defaultBackend?: IngressBackend;
    readonly tls: readonly { readonly hosts: readonly string[]; readonly secretName?: string }[];
    readonly rules: readonly {
      readonly host?: string;
      readonly http: {
        readonly paths: readonly { readonly path?: string; readonly pathType?: string; readonly backend: IngressBackend }[];
      };
    }[];
  };
  readonly status: { readonly loadBalancer: { readonly ingress: readonly LoadBalancerIngress[] } };
}
