import type { Kind } from './kind.ts';
import type { ObjectRef } from './object-ref.ts';
import type { PortAdmission } from './pod-policies.ts';
import type { RecentEvent } from './recent-event.ts';
import type { ReportBase } from './report.ts';
import type { ServiceType, TrafficPolicy } from './resources/service.ts';
import type { Trace } from './trace.ts';
import type { IpFamily } from './values/ip.ts';
import type { Labels } from './values/label-selector.ts';
import type { IntOrString, Protocol } from './values/port.ts';

/** What was asked: a Service, and for which client. `from` is `pod/NAMESPACE/NAME` or `node/NAME`. */
export interface ServiceQuestion {
  readonly object: string;
  readonly from?: string;
}

/**
 * - reachable: every port has an endpoint that takes new connections from each node (of the client asked for, where there is one)
 * - partly-reachable: some ports, or some nodes, have none
 * - unreachable: no port has one
 * - leaves-cluster: an ExternalName whose target is outside the cluster
 * - unknown: what decides could not be read
 */
export type ServiceOutcome = 'reachable' | 'partly-reachable' | 'unreachable' | 'leaves-cluster' | 'unknown';

/** The Service's own fields that decide how traffic moves. */
export interface ServiceIdentity {
  readonly namespace: string;
  readonly name: string;
  readonly type: ServiceType;
  readonly headless: boolean;
  readonly selector?: Labels;
  readonly ipFamilies: readonly IpFamily[];
  readonly ipFamilyPolicy?: string;
  readonly sessionAffinity: 'None' | 'ClientIP';
  readonly sessionAffinityTimeoutSeconds?: number;
  readonly internalTrafficPolicy: TrafficPolicy;
  /** Absent where nothing outside the cluster can reach the Service, so that the policy decides nothing. */
  readonly externalTrafficPolicy?: TrafficPolicy;
  readonly trafficDistribution?: string;
  readonly publishNotReadyAddresses: boolean;
  readonly externalName?: string;
}

/** An address that the Service itself has. */
export interface ServiceAddress {
  readonly address: string;
  readonly family: IpFamily;
  readonly role: 'clusterIP';
}

/** A DNS name of the Service and from where it works. */
export interface ServiceName {
  readonly name: string;
  readonly worksFrom: string;
  /** What it resolves to: `A 10.96.0.1`, `CNAME db.example.com`, `A of each ready endpoint`. */
  readonly resolvesTo: string;
}

/** One endpoint of one port, joined with its pod and node. */
export interface ServiceEndpoint {
  readonly ip: string;
  readonly port: number;
  readonly family: IpFamily;
  /** The pod's name, in the namespace of the Service. */
  readonly pod?: string;
  readonly node?: string;
  /** The node's addresses of its status, InternalIP first; absent where the node could not be read. */
  readonly nodeIPs?: readonly string[];
  readonly zone?: string;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  /**
   * The nodes from which a client of the Cluster IP may be sent here: 'all', or their names; empty: none. 'unknown' where the
   * nodes' zones could not be read. For a headless Service: whether DNS gives the address out.
   */
  readonly usableFrom: 'all' | 'unknown' | readonly string[];
  /** Whether the client asked for (`--from`) may be sent here. Absent without such a client. */
  readonly usableFromClient?: boolean | 'unknown';
  /** Why it is not used, or only in part. */
  readonly why?: string;
  readonly slice: string;
}

/** How one pod that the selector picks resolves a port's targetPort. `port` is null where it does not. */
export interface TargetPortInPod {
  readonly pod: string;
  readonly port: number | null;
  readonly container?: string;
  readonly says: string;
}

/** A port of the Service and everything behind it. */
export interface ServicePortReport {
  readonly name: string;
  readonly port: number;
  readonly protocol: Protocol;
  readonly targetPort: IntOrString;
  readonly nodePort?: number;
  readonly targetPortInPods: readonly TargetPortInPod[];
  readonly endpoints: readonly ServiceEndpoint[];
  /** Who may connect to them, by their policies; absent where no endpoint takes connections. */
  readonly admission?: PortAdmission;
}

/** A pod that the selector picks and that is no endpoint, with the reason. */
export interface PodLeftOut {
  readonly pod: string;
  readonly phase: string;
  readonly node?: string;
  readonly why: string;
}

/** One way in from outside the cluster. */
export interface ServiceEntry {
  readonly via: 'NodePort' | 'LoadBalancer' | 'externalIP' | 'Ingress' | 'Gateway';
  /** Null where it is not known: nodes that could not be read, an Ingress that reports no address. */
  readonly address: string | null;
  readonly port: number;
  readonly protocol: Protocol;
  /** The node whose address it is, for node addresses. */
  readonly node?: string;
  /** What sends here: the Service itself, an Ingress, or a route. */
  readonly object: ObjectRef;
  /** For routes: the Gateway whose address and port it is. */
  readonly gateway?: ObjectRef;
  /** For Ingresses, HTTPRoutes and GRPCRoutes: the URL that leads here. */
  readonly url?: string;
  /** Who may use it, for addresses of load balancers; absent: everybody. */
  readonly sourceRanges?: readonly string[];
  readonly trace: Trace;
}

/** How many endpoints, each counted once per port and family. */
export interface EndpointCounts {
  readonly total: number;
  readonly ready: number;
  readonly serving: number;
  readonly terminating: number;
}

/** The report of `kubectl netexplain svc/NAME`. */
export interface ServiceReport extends ReportBase<'Service', ServiceQuestion, ServiceOutcome> {
  readonly service: ServiceIdentity;
  readonly addresses: readonly ServiceAddress[];
  readonly names: readonly ServiceName[];
  readonly ports: readonly ServicePortReport[];
  readonly counts: EndpointCounts;
  readonly podsLeftOut: readonly PodLeftOut[];
  /** The ways inside the cluster, one for each port; for the client asked for where there is one. */
  readonly paths: readonly Trace[];
  readonly entries: readonly ServiceEntry[];
  /** The kinds of which some could not be read, and might lead here. */
  readonly entriesUnread: readonly Kind[];
  readonly events: readonly RecentEvent[];
}
