import type { ObjectRef } from './object-ref.ts';
import type { PolicyDecision, Verdict } from './policy-verdict.ts';
import type { ReportBase } from './report.ts';
import type { Protocol } from './values/port.ts';

/** What was asked: who may connect to whom among the workloads of a namespace, or of all of them. */
export interface MatrixQuestion {
  /** Absent: all namespaces. */
  readonly namespace?: string;
  /** Absent: each server is asked about the ports that its containers and Services declare. */
  readonly port?: number;
  readonly protocol: Protocol | 'any';
}

/**
 * judged: every pair is known. incomplete: some are not, or denied by policies of which nobody knows whether they are enforced.
 * unknown: the pods could not be read.
 */
export type MatrixOutcome = 'judged' | 'incomplete' | 'unknown';

/** mixed: some pods of the workloads may and others not; outside the cluster, some addresses. */
export type MatrixVerdict = Verdict | 'mixed';

/** Pods that one controller made (`Deployment`, `StatefulSet` …), or a pod of its own (`Pod`). */
export interface MatrixWorkload {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly pods: number;
  /** Set where its pods are in the network of their nodes: most plugins take them for the node, and no policy selects them. */
  readonly hostNetwork?: true;
}

/** A port of a workload, as something to connect to. */
export interface MatrixEnd extends MatrixWorkload {
  readonly port: number;
  readonly protocol: Protocol;
}

/** Clients that fare alike with every server, for the same reasons. */
export interface MatrixClients {
  readonly id: string;
  /** Empty for addresses outside the cluster. */
  readonly workloads: readonly MatrixWorkload[];
  readonly outside?: true;
}

/** Servers with which every client fares alike, for the same reasons. */
export interface MatrixServers {
  readonly id: string;
  /** Empty for addresses outside the cluster. */
  readonly ends: readonly MatrixEnd[];
  readonly outside?: { readonly port: number; readonly protocol: Protocol };
}

/** What becomes of connections from some groups of clients to some groups of servers: by both ends. */
export interface MatrixCell {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly verdict: MatrixVerdict;
  /** How many pairs of a workload and a workload's port these are; nobody outside the cluster is counted. */
  readonly pairs: number;
}

/**
 * Why connections are not allowed: what the policies of some groups say of others. With `egress` these are the policies of the clients `of`,
 * and `peers` are servers; with `ingress` those of the servers `of`, and `peers` are clients.
 */
export interface MatrixReason {
  readonly direction: 'egress' | 'ingress';
  readonly of: readonly string[];
  readonly peers: readonly string[];
  readonly verdict: Exclude<MatrixVerdict, 'allowed'>;
  /** `rule` is absent where no rule of the policy lets the connection pass. */
  readonly decidedBy: readonly (Pick<PolicyDecision, 'tier' | 'verdict' | 'rule'> & { readonly policy: ObjectRef })[];
  /** Why it is unknown, as sentences. */
  readonly doubts: readonly string[];
}

/**
 * The report of `kubectl netexplain path --matrix`. Each pair of a group of clients and a group of servers is in one cell, where it stands for
 * any pair of workloads: the only pod of a workload is none with itself, nor is who is outside.
 */
export interface MatrixReport extends ReportBase<'Matrix', MatrixQuestion, MatrixOutcome> {
  /** Whether something enforces policies; null where that is not known. Verdicts are as if something did. */
  readonly enforced: boolean | null;
  /** So many workloads were looked at. */
  readonly workloads: number;
  /** Pairs by their verdicts; nobody outside the cluster is counted. */
  readonly pairs: Readonly<Record<MatrixVerdict, number>>;
  readonly clients: readonly MatrixClients[];
  readonly servers: readonly MatrixServers[];
  readonly cells: readonly MatrixCell[];
  readonly reasons: readonly MatrixReason[];
  /** Workloads of which no port is known, so that nobody is asked about as their client. */
  readonly withoutPort: readonly MatrixWorkload[];
}
