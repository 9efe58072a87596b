import type { IpFamily } from '../values/ip.ts';
import type { Labels } from '../values/label-selector.ts';
import type { IntOrString, Protocol } from '../values/port.ts';
import type { Metadata } from './metadata.ts';

export type ServiceType = 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';
export type TrafficPolicy = 'Cluster' | 'Local';

/** One port of a Service. `targetPort` is the API's default, `port`, where the object leaves it out. */
export interface ServicePort {
  readonly name: string;
  readonly port: number;
  readonly protocol: Protocol;
  readonly targetPort: IntOrString;
  readonly nodePort?: number;
  readonly appProtocol?: string;
}

/** One address that a load balancer reports. `ipMode` absent means VIP. */
export interface LoadBalancerIngress {
  readonly ip?: string;
  readonly hostname?: string;
  readonly ipMode?: 'VIP' | 'Proxy';
  /** What the load balancer made of each port; absent where it says nothing of them. `error` is a reason in CamelCase. */
  readonly ports?: readonly { readonly port: number; readonly protocol: Protocol; readonly error?: string }[];
}

/** A v1 Service with the API's defaults applied. `clusterIPs` is empty for ExternalName and ['None'] for headless. */
export interface Service {
  readonly metadata: Metadata;
  readonly spec: {
    readonly type: ServiceType;
    readonly selector?: Labels;
    /** The first of `clusterIPs`, by which the API selects (`spec.clusterIP=10.96.0.1`). */
    readonly clusterIP?: string;
    readonly clusterIPs: readonly string[];
    readonly ipFamilies: readonly IpFamily[];
    readonly ipFamilyPolicy?: string;
    readonly ports: readonly ServicePort[];
    readonly sessionAffinity: 'None' | 'ClientIP';
    readonly sessionAffinityTimeoutSeconds?: number;
    readonly internalTrafficPolicy: TrafficPolicy;
    readonly externalTrafficPolicy: TrafficPolicy;
    readonly trafficDistribution?: string;
    readonly publishNotReadyAddresses: boolean;
    readonly externalName?: string;
    readonly externalIPs: readonly string[];
    readonly loadBalancerSourceRanges: readonly string[];
    readonly loadBalancerClass?: string;
    /** The address that a load balancer is asked for; deprecated since 1.24. */
    readonly loadBalancerIP?: string;
    readonly allocateLoadBalancerNodePorts: boolean;
    readonly healthCheckNodePort?: number;
  };
  readonly status: { readonly loadBalancer: { readonly ingress: readonly LoadBalancerIngress[] } };
}

/** Whether a Service has no virtual address: `clusterIP: None`. */
export function isHeadless(service: Service): boolean {
  return service.spec.clusterIPs[0] === 'None';
}

/** The virtual addresses of a Service; empty for headless and ExternalName. */
export function clusterIPsOf(service: Service): readonly string[] {
  return service.spec.type === 'ExternalName' ? [] : service.spec.clusterIPs.filter((ip) => ip !== 'None' && ip !== '');
}

/** Whether the endpoint slice controller looks for pods: a selector that is not empty, on a Service that is no ExternalName. */
export function hasSelector(service: Service): service is Service & { readonly spec: { readonly selector: Labels } } {
  return service.spec.type !== 'ExternalName' && Object.keys(service.spec.selector ?? {}).length > 0;
}
