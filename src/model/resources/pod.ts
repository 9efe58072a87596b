import type { Protocol } from '../values/port.ts';
import type { Metadata } from './metadata.ts';

/** A port that a container declares. Declaring is information only: a process listens or not, whatever stands here. */
export interface ContainerPort {
  readonly name?: string;
  readonly containerPort: number;
  readonly protocol: Protocol;
  readonly hostPort?: number;
  readonly hostIP?: string;
}

/** A probe's kind and target, as far as a person needs it to understand why a pod is not ready. */
export interface Probe {
  readonly handler: 'httpGet' | 'tcpSocket' | 'grpc' | 'exec';
  readonly port?: number | string;
  readonly path?: string;
}

/** A container, or an init container; `restartPolicy: Always` on an init container makes it a sidecar. */
export interface Container {
  readonly name: string;
  readonly ports: readonly ContainerPort[];
  readonly restartPolicy?: string;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly startupProbe?: Probe;
}

/** What a pod asks of its resolv.conf beyond its dnsPolicy. */
export interface DnsConfig {
  readonly nameservers: readonly string[];
  readonly searches: readonly string[];
  readonly options: readonly { readonly name: string; readonly value?: string }[];
}

/** A line that kubelet adds to the pod's /etc/hosts. */
export interface HostAlias {
  readonly ip: string;
  readonly hostnames: readonly string[];
}

/** Why a container is not running, or that it is. */
export interface ContainerState {
  readonly state: 'waiting' | 'running' | 'terminated';
  readonly reason?: string;
  readonly message?: string;
  readonly exitCode?: number;
}

/** How a container ended last; `finishedAt` is RFC 3339. */
export interface LastTermination {
  readonly finishedAt: string;
  readonly reason?: string;
  readonly exitCode?: number;
}

export interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state?: ContainerState;
  /** What came before `state`; absent where it is the first. */
  readonly lastState?: { readonly terminated: LastTermination };
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

/** A v1 Pod. `podIPs` is empty while it has no address; conditions are kept in the order of the object. */
export interface Pod {
  readonly metadata: Metadata;
  readonly spec: {
    readonly nodeName?: string;
    /** As whom its processes speak to the API; the API server sets it on every pod. */
    readonly serviceAccountName?: string;
    readonly hostNetwork: boolean;
    readonly hostname?: string;
    readonly subdomain?: string;
    /** A host name that nothing else changes, without a domain; on by default since 1.35. */
    readonly hostnameOverride?: string;
    /** Whether the name with its domain is the host name. */
    readonly setHostnameAsFQDN: boolean;
    readonly containers: readonly Container[];
    readonly initContainers: readonly Container[];
    readonly readinessGates: readonly { readonly conditionType: string }[];
    /** With the API's default, ClusterFirst. */
    readonly dnsPolicy: string;
    readonly dnsConfig?: DnsConfig;
    readonly hostAliases: readonly HostAlias[];
  };
  readonly status: {
    readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';
    /** The first of `podIPs`, by which the API selects (`status.podIP=10.244.1.3`). */
    readonly podIP?: string;
    readonly podIPs: readonly { readonly ip: string }[];
    readonly conditions: readonly Condition[];
    readonly containerStatuses: readonly ContainerStatus[];
    readonly initContainerStatuses: readonly ContainerStatus[];
  };
}

/** The condition of a type, if the object has it. */
export function conditionOf(conditions: readonly Condition[], type: string): Condition | undefined {
  return conditions.find((condition) => condition.type === type);
}

/** Whether the pod's Ready condition is True. */
export function isPodReady(pod: Pod): boolean {
  return conditionOf(pod.status.conditions, 'Ready')?.status === 'True';
}

/** Whether a pod has ended for good: phase Succeeded or Failed. */
export function isPodFinished(pod: Pod): boolean {
  return pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
}

/** Whether a pod is being deleted. */
export function isPodTerminating(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined;
}

/** The containers whose ports count: the containers, then the sidecars (init containers with `restartPolicy: Always`). */
export function servingContainers(pod: Pod): readonly Container[] {
  return [...pod.spec.containers, ...pod.spec.initContainers.filter((container) => container.restartPolicy === 'Always')];
}
