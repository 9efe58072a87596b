import type { AuditFinding, BaselineComparison, ExceptedFinding, IdleException, JudgedRule, SkippedRule } from './audit-report.ts';
import type { OpenPort, OpenPortEndpoint } from './node-report.ts';
import type { ObjectRef } from './object-ref.ts';
import type { OutsideAdmissionReport } from './pod-policies.ts';
import type { ReportBase } from './report.ts';
import type { Outcome } from './trace.ts';
import type { IpFamily } from './values/ip.ts';
import type { Protocol } from './values/port.ts';

/** What is listed: the ports that Services open on nodes, or every way in from outside. */
export type InventoryName = 'nodeports' | 'exposure';

/** What was asked. `namespace` absent: all namespaces; `node` and `addressType` absent: all. */
export interface ExposureQuestion {
  readonly inventory: InventoryName;
  readonly namespace?: string;
  readonly selector?: string;
  readonly node?: string;
  readonly addressType?: NodeAddressType;
  /** How rows are sorted: by what they lead to, or by the node that a client reaches first. */
  readonly by: 'service' | 'node';
}

/** The types of a node's addresses that are IP addresses. */
export type NodeAddressType = 'InternalIP' | 'ExternalIP';

/** Whether an address may be reached from the internet, as far as its range tells: firewalls are not in the API. */
export type PublicAddress = 'candidate' | 'private';

/** What is told of an address of a node. Rows that stand for many of them name these. */
export interface NodeAddressTraits {
  readonly type: NodeAddressType;
  readonly family: IpFamily;
  /** Whether it is the first of its family. */
  readonly primary: boolean;
  readonly public: PublicAddress;
  /** Whether NodePorts answer on it, by kube-proxy's mode and nodePortAddresses. */
  readonly nodePorts: 'yes' | 'no' | 'unknown';
}

/** An address of a node. `why`: why NodePorts answer on it, or not. */
export interface ExposedNodeAddress extends NodeAddressTraits {
  readonly address: string;
  readonly why: string;
}

/** A node that was looked at. */
export interface ExposedNode {
  readonly name: string;
  /** By its Ready condition; `virtual`: it stands for another system, and nothing of it is known. */
  readonly state: 'ready' | 'not-ready' | 'unknown' | 'virtual';
  /** The nodes of one group have the same state, zone and kinds of addresses: nothing but their names tells them apart. */
  readonly group: number;
  readonly addresses: readonly ExposedNodeAddress[];
}

/** Nodes: those of the groups (`group` of a node) but the ones in `except`, and those in `names`. */
export interface NodeSet {
  readonly count: number;
  readonly groups: readonly number[];
  readonly except: readonly string[];
  readonly names: readonly string[];
}

/**
 * A way in. It is for one address of one node, or at one node for an address that is no node's own (`node` is where the packet arrives first).
 * Where the inventory is too long for that (`perAddress` of the report is false) a row stands for all nodes that do the same: `nodes`, and
 * `traits` of the addresses that are meant; `node` and `address` are null then, but for an address that is the same at all of them.
 */
export interface ExposureRow {
  readonly via: OpenPort['via'];
  /** `NAMESPACE/NAME`; null for a pod's own port. */
  readonly service: string | null;
  readonly node: string | null;
  /** An IP address, or a load balancer's name; null where there is none yet. */
  readonly address: string | null;
  /** Absent where the address is no node's. */
  readonly addressType?: NodeAddressType;
  readonly port: number;
  readonly protocol: Protocol;
  readonly answers: 'yes' | 'no' | 'unknown';
  /** As a client outside notices it. `pending`: the load balancer has no address yet. */
  readonly outcome: Outcome | 'pending';
  readonly reason: string;
  /** What kube-proxy answers; of a health check node port alone. */
  readonly status?: 200 | 503;
  readonly endpoints: readonly OpenPortEndpoint[];
  readonly public: PublicAddress;
  /** What is behind it, ready or not: `Deployment a/web`, `Pod a/x`, an address that is no pod's. */
  readonly workloads: readonly string[] | 'unknown';
  /** What likely stands behind it and should rarely be open: `PostgreSQL`. */
  readonly sensitive?: string;
  /** The only clients that are let in (loadBalancerSourceRanges). */
  readonly clients?: readonly string[];
  /** What the policies of the pods behind it say of clients outside, if they are enforced; absent where no pod is behind it, or one of the host network. */
  readonly policies?: OutsideAdmissionReport;
  readonly nodes?: NodeSet;
  readonly traits?: NodeAddressTraits;
}

/** A way in by host and path: a rule of an Ingress or of a route at an address of whoever serves it. */
export interface ExposedRoute {
  /** The Ingress, or the route. */
  readonly object: ObjectRef;
  /** For routes: whose listener it is. */
  readonly gateway?: ObjectRef;
  /** Null where none is reported. */
  readonly address: string | null;
  readonly port: number;
  readonly protocol: Protocol;
  /** Absent for routes that know no URL, host and path with it; `*` is every host. */
  readonly url?: string;
  readonly host?: string;
  readonly path?: string;
  /** The Service that it leads to: `NAMESPACE/NAME`. */
  readonly service: string;
  readonly workloads: readonly string[] | 'unknown';
  readonly sensitive?: string;
  readonly answers: 'yes' | 'no' | 'unknown';
  readonly outcome: Outcome;
  readonly reason: string;
  readonly public: PublicAddress;
}

/** Pods in the network of their nodes that declare no port: what they listen on is not in the API. */
export interface UndeclaredListeners {
  readonly workload: string;
  readonly pods: number;
  readonly nodes: NodeSet;
}

/**
 * The report of `kubectl netexplain audit nodeports` and `audit exposure`: what is open, to whom, and served by what. `unknown`: what decides
 * could not be read. `findings` are those about exposure, of the objects that are listed.
 */
export interface ExposureReport extends ReportBase<'Exposure', ExposureQuestion, 'listed' | 'unknown'> {
  /** Sensitive ones first, then those on addresses that may be public, then those that answer. */
  readonly rows: readonly ExposureRow[];
  /** Whether there is a row for each address of each node. */
  readonly perAddress: boolean;
  /** 'unknown' where they could not be read. */
  readonly nodes: readonly ExposedNode[] | 'unknown';
  /** The listeners of Ingress controllers and Gateways; none in an inventory of NodePorts, or of one node. */
  readonly routes: readonly ExposedRoute[];
  readonly undeclared: readonly UndeclaredListeners[];
  readonly findings: readonly AuditFinding[];
  /** The rules about exposure that were judged. */
  readonly rules: readonly JudgedRule[];
  readonly skipped: readonly SkippedRule[];
  readonly excepted: readonly ExceptedFinding[];
  readonly idleExceptions: readonly IdleException[];
  readonly baseline?: BaselineComparison;
}
