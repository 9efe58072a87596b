import type { Kind } from './kind.ts';
import type { ObjectRef } from './object-ref.ts';
import type { PolicyVerdict } from './policy-verdict.ts';
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
  /** For URLs: the request. */
  readonly request?: { readonly url: string; readonly method: string; readonly headers: Readonly<Record<string, string>> };
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
  /** What policies say of new connections to here, whether or not something enforces them; absent where none is about them. */
  readonly policy?: DestinationPolicy;
  /** What a health check node port answers. */
  readonly status?: 200 | 503;
}

/** What policies say at the client (egress) and at the server (ingress): both must allow a connection. */
export interface DestinationPolicy {
  readonly egress: PolicyVerdict;
  readonly ingress: PolicyVerdict;
}

/** For which clients, nodes and modes an answer holds; an absent field does not narrow. */
export interface PathCondition {
  /** The nodes that the packet reaches first. */
  readonly node?: readonly string[];
  readonly proxyMode?: readonly ProxyMode[];
  /** The pods that send, `NAMESPACE/NAME`. */
  readonly pods?: readonly string[];
  /** For URLs that several proxies of the cluster claim: the addresses to which the name leads outside the cluster. */
  readonly address?: readonly string[];
}

/** A rule that was looked at for a request, and what became of it. */
export interface ConsideredRule {
  readonly object: ObjectRef;
  /** Where it stands in the object: `spec.rules[0].http.paths[1]`. */
  readonly rule: string;
  readonly verdict: 'wins' | 'may-win' | 'outranked' | 'no-match' | 'not-served';
  readonly why: string;
}

/** A backend of a rule. `share`: the fraction of requests that it gets; `port`: as the rule names it. */
export interface RequestBackend {
  readonly object: ObjectRef | null;
  readonly name: string;
  readonly port?: number | string;
  readonly share: number;
  readonly endpoints: { readonly total: number; readonly ready: number };
  readonly says: string;
}

/**
 * What an Ingress or Gateway does with a request. `object` and `rule` are absent where no rule takes it; `unknown`: the controller decides, or
 * what decides could not be read.
 */
export interface RequestRoute {
  readonly kind: Kind;
  readonly object?: ObjectRef;
  readonly rule?: string;
  readonly action: 'forward' | 'redirect' | 'respond' | 'unknown';
  /** The HTTP status that a client gets, where the proxy itself answers and it is known. */
  readonly status?: number;
  readonly location?: string;
  readonly backends: readonly RequestBackend[];
  readonly says: string;
  readonly considered: readonly ConsideredRule[];
}

/** One answer; its outcome is `mixed` where some new connections fare worse than others. `traces` are the distinct ways, each told by one of its destinations; their shares add up to 1. */
export interface PathAnswer {
  readonly when: PathCondition;
  readonly outcome: PathOutcome;
  readonly destinations: readonly Destination[];
  readonly traces: readonly Trace[];
  /** For URLs that lead to an Ingress or Gateway: the rule that takes the request, and what it does. */
  readonly route?: RequestRoute;
}

/** The report of `kubectl netexplain path FROM TO`. */
export interface PathReport extends ReportBase<'Path', PathQuestion, PathOutcome> {
  readonly answers: readonly PathAnswer[];
}
