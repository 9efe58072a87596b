import type { ObjectRef } from './object-ref.ts';
import type { ProxyMode } from './path-report.ts';
import type { ReportBase } from './report.ts';
import type { Outcome } from './trace.ts';
import type { IpFamily } from './values/ip.ts';
import type { Protocol } from './values/port.ts';

/** What was asked: `node/NAME`. */
export interface NodeQuestion {
  readonly object: string;
}

/** ready: its Ready condition is True; not-ready: it is anything else; unknown: it has none. */
export type NodeOutcome = 'ready' | 'not-ready' | 'unknown';

/** What the node is, as far as traffic depends on it. */
export interface NodeIdentity {
  readonly name: string;
  readonly zone?: string;
  readonly kubeletVersion?: string;
  /** `linux` or `windows`. */
  readonly operatingSystem?: string;
  /** Whether new pods stay away from it. */
  readonly cordoned: boolean;
  readonly taints: readonly { readonly key: string; readonly effect: string }[];
  readonly podCIDRs: readonly string[];
}

/** An address of the node's status. Host names have no family. `primary`: the first of its family. */
export interface NodeReportAddress {
  readonly type: string;
  readonly address: string;
  readonly family?: IpFamily;
  readonly primary: boolean;
}

/** A condition on which traffic depends. */
export interface NodeReportCondition {
  readonly type: 'Ready' | 'NetworkUnavailable';
  readonly status: string;
  readonly good: boolean;
  readonly reason?: string;
  readonly message?: string;
  readonly since?: string;
}

/** What serves Services on the node. `mode` is that of kube-proxy. */
export interface NodeServiceProxy {
  /** `kube-proxy`, `Cilium` …; absent where nothing was recognised. */
  readonly name?: string;
  readonly mode: ProxyMode | 'unknown';
  /** Where NodePorts are opened, if kube-proxy was told: CIDRs, or `primary`. */
  readonly nodePortAddresses: readonly string[];
  readonly says: readonly string[];
}

/** What gives pods on the node their network. */
export interface NodeNetworkPlugin {
  /** Absent where nothing was recognised. */
  readonly name?: string;
  readonly podAddressing: 'node-pod-cidrs' | 'own' | 'unknown';
  readonly says: string;
}

/** A pod on the node of a program that moves packets. */
export interface NodeAgentPod {
  readonly program: string;
  readonly namespace: string;
  readonly pod: string;
  readonly ready: boolean;
}

/** A pod on the node. */
export interface NodePod {
  readonly namespace: string;
  readonly name: string;
  readonly phase: string;
  readonly ready: boolean;
  readonly hostNetwork: boolean;
  /** Empty while it has none, and for one that has ended: they are free again. */
  readonly addresses: readonly string[];
}

/** Something behind an open port. `node` is absent where it is not known. */
export interface OpenPortEndpoint {
  readonly ip: string;
  readonly port: number;
  /** `NAMESPACE/NAME` */
  readonly pod?: string;
  readonly node?: string;
}

/** A port that is open on an address of the node, and who answers a client outside the cluster there. */
export interface OpenPort {
  readonly via: 'NodePort' | 'healthCheckNodePort' | 'externalIP' | 'LoadBalancer' | 'hostPort' | 'hostNetwork';
  readonly address: string;
  readonly port: number;
  readonly protocol: Protocol;
  readonly object: ObjectRef;
  readonly answers: 'yes' | 'no' | 'unknown';
  readonly outcome: Outcome;
  readonly reason: string;
  /** What kube-proxy answers there; of a health check node port alone. */
  readonly status?: 200 | 503;
  readonly endpoints: readonly OpenPortEndpoint[];
}

/** The report of `kubectl netexplain node/NAME`. */
export interface NodeReport extends ReportBase<'Node', NodeQuestion, NodeOutcome> {
  readonly node: NodeIdentity;
  readonly addresses: readonly NodeReportAddress[];
  readonly conditions: readonly NodeReportCondition[];
  readonly proxy: NodeServiceProxy;
  readonly plugin: NodeNetworkPlugin;
  /** 'unknown' where the DaemonSets or the pods could not be read. */
  readonly agents: readonly NodeAgentPod[] | 'unknown';
  /** 'unknown' where they could not be read. */
  readonly pods: readonly NodePod[] | 'unknown';
  readonly open: readonly OpenPort[];
  /** Whether `open` has every port that the API shows: false where Services or pods could not all be read. */
  readonly openComplete: boolean;
}
