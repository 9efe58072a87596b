import type { ReportBase } from './report.ts';
import type { NodeAddress } from './resources/node.ts';
import type { ServiceType } from './resources/service.ts';

/** What was asked: the pods of a namespace, or of all of them; `selector` narrows the pods by their labels. */
export interface AddressMapQuestion {
  /** Absent: all namespaces. */
  readonly namespace?: string;
  readonly selector?: string;
}

/** unknown: the pods could not be read. */
export type AddressMapOutcome = 'listed' | 'unknown';

/** A Service that has the pod as an endpoint. `clusterIPs` is ['None'] for a headless one, 'unknown' where the Service could not be read. */
export interface MappedService {
  readonly name: string;
  readonly clusterIPs: readonly string[] | 'unknown';
}

/** One pod with its addresses, its node's, and those of the Services that have it as an endpoint. */
export interface AddressMapRow {
  readonly namespace: string;
  readonly pod: string;
  readonly phase: string;
  /** Empty while it has none. A pod that has ended keeps them in its status, and has them no more: see `live`. */
  readonly podIPs: readonly string[];
  readonly live: boolean;
  readonly hostNetwork: boolean;
  /** Absent while no node has it. */
  readonly node?: string;
  /** The node's addresses, InternalIP first; 'unknown' where it could not be read. Absent while no node has it. */
  readonly nodeIPs?: readonly string[] | 'unknown';
  /** 'unknown' where the EndpointSlices could not be read. */
  readonly services: readonly MappedService[] | 'unknown';
}

/** A Service that no pod of the namespace stands behind. */
export interface ServiceWithoutPod {
  readonly namespace: string;
  readonly name: string;
  readonly type: ServiceType;
  /** ['None'] for a headless one; empty for ExternalName. */
  readonly clusterIPs: readonly string[];
  /** Addresses behind it that are no pod's. */
  readonly otherEndpoints: readonly string[];
}

/** A node and what it has. */
export interface MappedNode {
  readonly name: string;
  readonly addresses: readonly NodeAddress[];
  readonly podCIDRs: readonly string[];
  readonly zone?: string;
  /** How many of the pods asked for are on it and live. */
  readonly pods: number;
}

/** The report of `kubectl netexplain map`. */
export interface AddressMapReport extends ReportBase<'AddressMap', AddressMapQuestion, AddressMapOutcome> {
  readonly rows: readonly AddressMapRow[];
  /** 'unknown' where Services or EndpointSlices could not be read. Empty with a selector: a Service without a pod has no label of one. */
  readonly servicesWithoutPod: readonly ServiceWithoutPod[] | 'unknown';
  /** All nodes with all namespaces, else those of the pods; 'unknown' where they could not be read. */
  readonly nodes: readonly MappedNode[] | 'unknown';
}
