import type { ObjectRef } from './object-ref.ts';

/** Somebody whom a rule lets through, or keeps out. */
export interface AdmittedPeer {
  /** `pods with app=web of namespace a`. */
  readonly says: string;
  readonly policy: ObjectRef;
  /** The rule by its field. */
  readonly rule: string;
}

/** Who may connect on some ports, or where to: all whom some NetworkPolicy allows. */
export interface PortAllowance {
  /** `TCP 8080 (http)`, `every port`, `every other port`. */
  readonly ports: string;
  readonly peers: readonly AdmittedPeer[];
}

/** A rule of an administrator's policy about a pod, in words. */
export interface AdminRuleReport {
  readonly policy: ObjectRef;
  readonly tier: 'Admin' | 'Baseline';
  readonly rule: string;
  readonly says: string;
}

/** Whether policies would let a client outside the cluster through, and from where. */
export interface OutsideAdmissionReport {
  /** `some`: some clients, to some pods, or by some nodes. */
  readonly verdict: 'yes' | 'no' | 'some' | 'unknown';
  /** `anywhere`, address ranges, or the nodes by which one must come. */
  readonly sources: readonly string[];
  readonly why: string;
}

/** Pods behind a port of a Service that admit the same. */
export interface AdmittingPods {
  readonly pods: readonly string[];
  readonly isolated: 'yes' | 'no' | 'unknown';
  /** Where they are isolated: who may connect. */
  readonly peers: readonly AdmittedPeer[];
  /** Rules of administrators that are asked before NetworkPolicies, and after them. */
  readonly admin: readonly AdminRuleReport[];
}

/** Who may connect to the pods behind a port of a Service, by the policies of these. */
export interface PortAdmission {
  /** Endpoints that take connections and have a pod. */
  readonly endpoints: number;
  readonly isolated: number;
  readonly unknown: number;
  /** As a sentence: `2 of 3 endpoints are isolated for ingress`. */
  readonly says: string;
  readonly groups: readonly AdmittingPods[];
  /** Of the client that was asked for. */
  readonly client?: { readonly admitted: number; readonly denied: number; readonly unknown: number; readonly says: string };
  /** Of ports that are open outside the cluster by the Service itself. */
  readonly outside?: OutsideAdmissionReport;
  /** What leaves it open, as sentences. */
  readonly doubts: readonly string[];
}
