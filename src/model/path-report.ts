import type { ReportBase } from './report.ts';
import type { Outcome, Trace } from './trace.ts';
import type { Protocol } from './values/port.ts';

/** A mode of kube-proxy on Linux. */
export type ProxyMode = 'iptables' | 'nftables' | 'ipvs';

/** One flow, in the words of the command line: `pod/a/web-0` to `svc/a/foo:80`. */
export interface PathQuestion {
  readonly from: string;
  readonly to: string;
  readonly protocol: Protocol;
  /** The node that the packet reaches first, where one was named. */
  readonly node?: string;
  /** The mode of kube-proxy, where it was given instead of read. */
  readonly proxyMode?: ProxyMode;
}

/** What a client notices; `mixed` where the answers differ. */
export type PathOutcome = Outcome | 'mixed';

/**
 * The client's address as the server sees it; null: not known. `kept` false: a rule on the way masquerades it (null: not known). That takes
 * effect where the packet leaves the node of the rule: a server in the network of that node itself still sees the client's address.
 */
export interface SeenSource {
  readonly address: string | null;
  readonly kept: boolean | null;
}

/** Something that may get a new connection. */
export interface Destination {
  /** `pod`: a pod's port; `node`: a process of a node; `kube-proxy`: kube-proxy itself; `outside`: an address outside the cluster. */
  readonly kind: 'pod' | 'node' | 'kube-proxy' | 'outside';
  readonly ip: string;
  readonly port: number;
  readonly protocol: Protocol;
  /** `NAMESPACE/NAME`. */
  readonly pod?: string;
  readonly node?: string;
  /** The fraction of new connections that come here, 0 to 1. */
  readonly share: number;
  readonly outcome: Outcome;
  readonly source: SeenSource;
  /** What a health check node port answers. */
  readonly status?: 200 | 503;
}

/** For which clients, nodes and modes an answer holds; an absent field does not narrow. */
export interface PathCondition {
  /** The nodes that the packet reaches first. */
  readonly node?: readonly string[];
  readonly proxyMode?: readonly ProxyMode[];
  /** The pods that send, `NAMESPACE/NAME`. */
  readonly pods?: readonly string[];
}

/** One answer; its outcome is `mixed` where some new connections fare worse than others. `traces` are the distinct ways, each told by one of its destinations; their shares add up to 1. */
export interface PathAnswer {
  readonly when: PathCondition;
  readonly outcome: PathOutcome;
  readonly destinations: readonly Destination[];
  readonly traces: readonly Trace[];
}

/** The report of `kubectl netexplain path FROM TO`. */
export interface PathReport extends ReportBase<'Path', PathQuestion, PathOutcome> {
  readonly answers: readonly PathAnswer[];
}
