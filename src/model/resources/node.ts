import { familyOf, type IpFamily } from '../values/ip.ts';
import type { Labels } from '../values/label-selector.ts';
import type { Metadata } from './metadata.ts';
import { type Condition, conditionOf } from './pod.ts';

/** The zone of a node, by the label that kube-proxy reads. */
export const ZONE_LABEL = 'topology.kubernetes.io/zone';

export interface NodeAddress {
  readonly type: string;
  readonly address: string;
}

/** A v1 Node. */
export interface Node {
  readonly metadata: Metadata;
  readonly spec: {
    readonly podCIDRs: readonly string[];
    readonly providerID?: string;
    readonly unschedulable: boolean;
    readonly taints: readonly { readonly key: string; readonly effect: string }[];
  };
  readonly status: {
    readonly addresses: readonly NodeAddress[];
    readonly conditions: readonly Condition[];
    readonly kubeletVersion?: string;
    /** `linux` or `windows`. */
    readonly operatingSystem?: string;
    /** CPUs that pods may use, in cores. */
    readonly allocatableCpu?: number;
  };
}

/** The zone that a node's labels name. */
export function zoneOf(labels: Labels): string | undefined {
  return labels[ZONE_LABEL];
}

/** The node's IP addresses in the order of its status: InternalIP first, then ExternalIP. Host names are left out. */
export function nodeIPs(node: Node): readonly NodeAddress[] {
  const ofType = (type: string) => node.status.addresses.filter((one) => one.type === type && familyOf(one.address) !== undefined);
  return [...ofType('InternalIP'), ...ofType('ExternalIP')];
}

/** The address that a node has first in a family: what kubelet and kube-proxy call its node IP. */
export function primaryNodeIP(node: Node, family: IpFamily): string | undefined {
  return nodeIPs(node).find((one) => familyOf(one.address) === family)?.address;
}

/** The node's Ready condition: true, false, or undefined when it is Unknown or absent. */
export function isNodeReady(node: Node): boolean | undefined {
  const status = conditionOf(node.status.conditions, 'Ready')?.status;
  if (status === 'True') return true;
  return status === 'False' ? false : undefined;
}
