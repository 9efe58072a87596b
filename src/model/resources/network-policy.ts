import type { LabelSelector } from '../values/label-selector.ts';
import type { Readable } from '../values/malformed.ts';
import type { IntOrString } from '../values/port.ts';
import type { Metadata } from './metadata.ts';

/** A range of addresses, less some of its parts; CIDRs as they were written. */
export interface IPBlock {
  readonly cidr: string;
  readonly except: readonly string[];
}

/** Whom a rule lets in or out. Both selectors together: pods of these labels in namespaces of those. */
export interface NetworkPolicyPeer {
  readonly podSelector?: Readable<LabelSelector>;
  readonly namespaceSelector?: Readable<LabelSelector>;
  readonly ipBlock?: Readable<IPBlock>;
}

/** A port of the destination pod, by number, range (`endPort` inclusive) or name; without `port` every port of the protocol. */
export interface NetworkPolicyPort {
  /** As written; TCP where nothing is. */
  readonly protocol: string;
  readonly port?: IntOrString;
  readonly endPort?: number;
}

/** `from` empty or absent: anybody; `ports` likewise: any port of any protocol. */
export interface NetworkPolicyIngressRule {
  readonly from: readonly Readable<NetworkPolicyPeer>[];
  readonly ports: readonly Readable<NetworkPolicyPort>[];
}

/** `to` empty or absent: anybody; `ports` likewise: any port of any protocol. */
export interface NetworkPolicyEgressRule {
  readonly to: readonly Readable<NetworkPolicyPeer>[];
  readonly ports: readonly Readable<NetworkPolicyPort>[];
}

/** A networking.k8s.io/v1 NetworkPolicy. What the API server would have refused stands in it as malformed. */
export interface NetworkPolicy {
  readonly metadata: Metadata;
  readonly spec: {
    readonly podSelector: Readable<LabelSelector>;
    /** As written, with the API's default: Ingress, and Egress where there is an egress rule. */
    readonly policyTypes: Readable<readonly string[]>;
    readonly ingress: Readable<readonly Readable<NetworkPolicyIngressRule>[]>;
    readonly egress: Readable<readonly Readable<NetworkPolicyEgressRule>[]>;
  };
}
