import type { ObjectRef } from './object-ref.ts';
import type { ReportBase } from './report.ts';
import type { IpFamily } from './values/ip.ts';

/** What was asked: one address, in the spelling that was given. */
export interface AddressQuestion {
  readonly address: string;
}

/**
 * - assigned: something in the cluster has the address
 * - conflict: several things have it that exclude one another
 * - unassigned: it lies in a range of the cluster, and nothing has it
 * - external: nothing in the cluster has it, and it lies in none of its ranges; everything that could tell was read
 * - special: a range that means the same everywhere (loopback, multicast …), and nothing in the cluster has it
 * - unknown: nothing that was read has it, and not everything could be read
 */
export type AddressOutcome = 'assigned' | 'conflict' | 'unassigned' | 'external' | 'special' | 'unknown';

/** What every owner has: the object, and its field that holds the address or the range. `says` is the sentence for a person. */
interface Owner<R extends string> {
  readonly object: ObjectRef;
  readonly role: R;
  readonly field: string;
  readonly says: string;
}

/** An address in the node's status. */
export interface NodeOwner extends Owner<'node'> {
  /** `InternalIP`, `ExternalIP`. */
  readonly type: string;
}

/** An address of a pod; a pod with hostNetwork has its node's. */
export interface PodOwner extends Owner<'pod'> {
  readonly node?: string;
  readonly hostNetwork: boolean;
  readonly phase: string;
  readonly terminating: boolean;
  /** Whether the pod still has it: false once the pod has ended. */
  readonly live: boolean;
}

/** A port that a Service answers on at the address. */
export interface OwnedPort {
  readonly port: number;
  readonly protocol: string;
  readonly name: string;
}

/** A Cluster IP of a Service. */
export interface ClusterIPOwner extends Owner<'clusterIP'> {
  readonly ports: readonly OwnedPort[];
}

/** An address that a load balancer reports for a Service or an Ingress. With ipMode Proxy, kube-proxy leaves packets to it alone. */
export interface LoadBalancerOwner extends Owner<'loadBalancer'> {
  readonly ipMode: 'VIP' | 'Proxy';
  readonly ports: readonly OwnedPort[];
}

/** An address of `spec.externalIPs`: each node takes packets to it, whoever else has it. */
export interface ExternalIPOwner extends Owner<'externalIP'> {
  readonly ports: readonly OwnedPort[];
}

/** An endpoint of an EndpointSlice. */
export interface EndpointOwner extends Owner<'endpoint'> {
  /** The Service that the slice belongs to, in the slice's namespace. */
  readonly service?: string;
  readonly ports: readonly number[];
  readonly pod?: { readonly namespace: string; readonly name: string };
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  /** Whether the pod that it names no longer has the address; 'unknown' where the pod could not be read; absent where it names no pod. */
  readonly stale?: boolean | 'unknown';
}

/** A node's pod CIDR in which the address lies. */
export interface PodCIDROwner extends Owner<'podCIDR'> {
  readonly cidr: string;
  /** Whether a pod has the address. */
  readonly assigned: boolean | 'unknown';
}

/** A part of a ServiceCIDR, both ends included. */
export interface Band {
  readonly first: string;
  readonly last: string;
}

/** A ServiceCIDR in which the address lies. */
export interface ServiceCIDROwner extends Owner<'serviceCIDR'> {
  readonly cidr: string;
  /** Whether it gives out addresses now: not while it is being deleted. */
  readonly ready: boolean;
  /** Whether it can give out this one: not its first, nor its last with IPv4. */
  readonly usable: boolean;
  /** The band of the address; absent where it is not usable. */
  readonly band?: 'static' | 'dynamic';
  /** For addresses that people choose. Null where the range is too small to have one. */
  readonly staticBand: Band | null;
  /** From which the API server chooses. */
  readonly dynamicBand: Band | null;
}

/** Whose address it is, and in what way. */
export type AddressOwner =
  | NodeOwner
  | PodOwner
  | ClusterIPOwner
  | LoadBalancerOwner
  | ExternalIPOwner
  | EndpointOwner
  | PodCIDROwner
  | ServiceCIDROwner;

/** The IPAddress object of the address (1.33 and later): for whom the API server keeps it. */
export interface AddressAllocation {
  readonly object: ObjectRef;
  /** Its parentRef. */
  readonly parent: { readonly group: string; readonly resource: string; readonly namespace?: string; readonly name: string };
  /** Whether that Service has the address as a Cluster IP; 'unknown' where it could not be read. */
  readonly agrees: boolean | 'unknown';
  readonly says: string;
}

/** Several that exclude one another. */
export interface AddressConflict {
  readonly between: readonly [ObjectRef, ObjectRef, ...ObjectRef[]];
  readonly says: string;
}

/** The report of `kubectl netexplain ip ADDRESS`. */
export interface AddressReport extends ReportBase<'Address', AddressQuestion, AddressOutcome> {
  /** In canonical spelling. */
  readonly address: string;
  readonly family: IpFamily;
  /** The kind of range that the address lies in, whatever the cluster: `private`, `loopback`, `linkLocal`, `multicast`; `unicast` for the rest. */
  readonly range: string;
  readonly owners: readonly AddressOwner[];
  readonly conflicts: readonly AddressConflict[];
  /** Absent where there is none, or it could not be read. */
  readonly allocation?: AddressAllocation;
}
