import type { Metadata } from './metadata.ts';
import type { LoadBalancerIngress } from './service.ts';

/** Where an Ingress sends a request: a Service's port by number or name, or some other object of the same namespace. */
export interface IngressBackend {
  readonly service?: { readonly name: string; readonly port: { readonly name?: string; readonly number?: number } };
  readonly resource?: { readonly apiGroup?: string; readonly kind: string; readonly name: string };
}

/** One path of a rule. The API server takes the pathTypes Exact, Prefix and ImplementationSpecific; files may hold anything. */
export interface IngressPath {
  readonly path?: string;
  readonly pathType?: string;
  readonly backend: IngressBackend;
}

/** What is done with the requests for a host (every other host without one). Without `http` all of them go to the default backend. */
export interface IngressRule {
  readonly host?: string;
  readonly http?: { readonly paths: readonly IngressPath[] };
}

/** A certificate and the hosts for which it is used. */
export interface IngressTLS {
  readonly hosts: readonly string[];
  readonly secretName?: string;
}

/** A networking.k8s.io/v1 Ingress. An `ingressClassName` of '' is one that is set, and names no class. */
export interface Ingress {
  readonly metadata: Metadata;
  readonly spec: {
    readonly ingressClassName?: string;
    readonly defaultBackend?: IngressBackend;
    readonly tls: readonly IngressTLS[];
    readonly rules: readonly IngressRule[];
  };
  readonly status: { readonly loadBalancer: { readonly ingress: readonly LoadBalancerIngress[] } };
}
