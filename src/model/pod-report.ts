import type { AdminRuleReport, PortAllowance } from './pod-policies.ts';
import type { RecentEvent } from './recent-event.ts';
import type { ReportBase } from './report.ts';
import type { ResolvConf } from './resolv-conf.ts';
import type { ContainerState } from './resources/pod.ts';
import type { ServiceType } from './resources/service.ts';
import type { IpFamily } from './values/ip.ts';
import type { Labels } from './values/label-selector.ts';
import type { IntOrString, Protocol } from './values/port.ts';

/** What was asked: `pod/NAMESPACE/NAME`. */
export interface PodQuestion {
  readonly object: string;
}

/**
 * - ready: its Ready condition is True
 * - not-ready: it runs, and is not
 * - not-running: its containers have not started yet
 * - finished: it has ended for good
 * - unknown: its state is not known to the cluster
 */
export type PodOutcome = 'ready' | 'not-ready' | 'not-running' | 'finished' | 'unknown';

/** Who the pod is and in what state. */
export interface PodIdentity {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly phase: string;
  readonly ready: boolean;
  /** Whether it is being deleted. */
  readonly terminating: boolean;
  /** Absent for a pod that is ready, or has ended. */
  readonly whyNotReady?: string;
  readonly controlledBy?: { readonly kind: string; readonly name: string };
}

/** Where one of a pod's addresses comes from. `node`: it is the node's own (hostNetwork); `outside`: no pod CIDR of its node holds it. */
export interface PodAddress {
  readonly address: string;
  readonly family: IpFamily;
  readonly from: 'podCIDR' | 'outside' | 'node' | 'unknown';
  /** The range of the node that holds it. */
  readonly podCIDR?: string;
}

/** The network namespace that all containers of the pod share. */
export interface PodNetwork {
  readonly hostNetwork: boolean;
  /** Empty while it has none. Those of a pod that has ended are free again: see `live`. */
  readonly addresses: readonly PodAddress[];
  /** False for a pod that has ended. */
  readonly live: boolean;
  /** Absent while no node has it. */
  readonly node?: string;
  /** The node's addresses, InternalIP first; 'unknown' where it could not be read. Absent while no node has the pod. */
  readonly nodeIPs?: readonly string[] | 'unknown';
  readonly zone?: string;
}

/** A port that a container declares; declaring is information only. */
export interface PodPort {
  readonly name?: string;
  readonly port: number;
  readonly protocol: Protocol;
}

/** A probe of kubelet. */
export interface PodProbe {
  readonly type: 'startup' | 'readiness' | 'liveness';
  readonly handler: 'httpGet' | 'tcpSocket' | 'grpc' | 'exec';
  /** As written. Absent for exec. */
  readonly target?: IntOrString;
  /** The number that `target` means; null where the container declares no port of that name. Absent for exec. */
  readonly port?: number | null;
  readonly path?: string;
}

/** One container. `sidecar`: an init container that keeps running. */
export interface PodContainer {
  readonly name: string;
  readonly type: 'container' | 'sidecar' | 'init';
  readonly state: ContainerState['state'] | 'unknown';
  readonly reason?: string;
  readonly exitCode?: number;
  readonly ready: boolean;
  readonly restarts: number;
  readonly ports: readonly PodPort[];
  readonly probes: readonly PodProbe[];
}

/** Containers that declare the same port: in one network namespace only one of them can listen on it. */
export interface PortConflict {
  readonly port: number;
  readonly protocol: Protocol;
  readonly containers: readonly string[];
}

/** A port of the node that leads to the pod: a hostPort, or a declared port of a hostNetwork pod. */
export interface PodHostPort {
  readonly via: 'hostPort' | 'hostNetwork';
  readonly port: number;
  readonly protocol: Protocol;
  readonly container: string;
  readonly containerPort: number;
  /** Where it answers; 'unknown' where the node could not be read. */
  readonly addresses: readonly string[] | 'unknown';
  readonly says: string;
}

/** How names are resolved in the pod, as kubelet sets it up. */
export interface PodDns extends ResolvConf {
  /** `spec.dnsPolicy` */
  readonly policy: string;
  /** What kubelet does: hostNetwork turns ClusterFirst into Default. */
  readonly actsAs: 'ClusterFirst' | 'Default' | 'None';
  /** Lines of /etc/hosts that come before DNS. */
  readonly hostAliases: readonly { readonly ip: string; readonly hostnames: readonly string[] }[];
  /** Its own host name, where it has a DNS name through a Service: `hostname.subdomain`. */
  readonly hostname?: string;
}

/** Whether one port of a Service sends traffic to the pod. */
export interface PodServicePort {
  readonly name: string;
  readonly port: number;
  readonly protocol: Protocol;
  readonly targetPort: IntOrString;
  /** The port of the pod; null where the targetPort means none in this pod. */
  readonly podPort: number | null;
  readonly sends: 'yes' | 'no' | 'unknown';
  /** Why not, or what narrows it. */
  readonly why?: string;
  /** The EndpointSlices that have the pod for this port. */
  readonly slices: readonly string[];
}

/** A Service that the pod stands behind: `selector`, or slices that somebody else writes. */
export interface PodService {
  readonly name: string;
  readonly type: ServiceType;
  readonly headless: boolean;
  readonly by: 'selector' | 'slice';
  readonly ports: readonly PodServicePort[];
}

/** Whether NetworkPolicies select the pod for one direction: then only what one of them allows may pass. */
export interface PodIsolation {
  readonly isolated: 'yes' | 'no' | 'unknown';
  readonly policies: readonly string[];
  /** Where it is isolated: who may connect (ingress), or where it may connect (egress). */
  readonly allows: readonly PortAllowance[];
  /** Rules of administrators in the order in which they are asked: before NetworkPolicies, and, where none isolates it, after them. */
  readonly before: readonly AdminRuleReport[];
  readonly after: readonly AdminRuleReport[];
  /** What leaves it open, as sentences: policies that could not be read, or are not followed here. */
  readonly doubts: readonly string[];
}

/** The report of `kubectl netexplain pod/NAME`. */
export interface PodReport extends ReportBase<'Pod', PodQuestion, PodOutcome> {
  readonly pod: PodIdentity;
  readonly network: PodNetwork;
  readonly containers: readonly PodContainer[];
  readonly portConflicts: readonly PortConflict[];
  readonly hostPorts: readonly PodHostPort[];
  readonly dns: PodDns;
  readonly services: readonly PodService[];
  /** False where the Services of the namespace could not all be read: there may be more. */
  readonly servicesComplete: boolean;
  readonly policies: { readonly ingress: PodIsolation; readonly egress: PodIsolation };
  readonly events: readonly RecentEvent[];
}
