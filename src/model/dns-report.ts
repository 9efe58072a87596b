import type { Evidence } from './evidence.ts';
import type { ObjectRef } from './object-ref.ts';
import type { ReportBase } from './report.ts';

/** A resource record. `name` ends in a dot; `data` is as `dig` prints it. */
export interface DnsRecord {
  readonly name: string;
  readonly type: string;
  readonly data: string;
  /** In seconds; absent where it is not known. */
  readonly ttl?: number;
}

/** What was looked up, and for whom: `pod/a/web-0`, or `namespace/a` for a pod there as most are. */
export interface DnsQuestion {
  /** As typed. */
  readonly name: string;
  readonly type: string;
  readonly from: string;
  readonly libc: 'glibc' | 'musl';
}

/**
 * What the program gets. `failed`: an error that says nothing about the name (nobody answers, a server refuses); `asked-upstream`: what a
 * server outside the cluster says decides.
 */
export type DnsOutcome = 'resolved' | 'nxdomain' | 'nodata' | 'failed' | 'asked-upstream' | 'unknown';

/** The response code of a query; null where nobody in the cluster gives it, or it is not known. */
export type Rcode = 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED' | null;

/** One query that is sent, and what comes back. */
export interface DnsQuery {
  /** With a last dot; null: the name with each search domain that is not in the API. */
  readonly name: string | null;
  readonly type: string;
  /** The server's address; null: one that is not in the API. */
  readonly server: string | null;
  readonly rcode: Rcode;
  readonly answers: readonly DnsRecord[];
  /** Why. */
  readonly says: string;
  readonly evidence: readonly Evidence[];
}

/** resolv.conf, as far as it is known. `unknown` says in words what else may stand there. */
export interface DnsResolvConf {
  readonly nameservers: readonly string[];
  readonly search: readonly string[];
  readonly options: readonly string[];
  readonly unknown: readonly string[];
}

/** What /etc/hosts has for the name. Where it decides, a program sends no query; tools that ask DNS themselves (dig, nslookup) send them all the same. */
export interface DnsHosts {
  readonly decides: 'yes' | 'no' | 'unknown';
  readonly addresses: readonly string[];
  readonly says: string;
}

/** What an answer means in the cluster. */
export interface DnsMeaning {
  /** `10.96.0.10`, or the name that a record leads to. */
  readonly data: string;
  readonly object?: ObjectRef;
  readonly says: string;
}

/** A name that would have worked, or a name by which a Service can be reached. */
export interface DnsSuggestion {
  readonly name: string;
  readonly says: string;
}

/** The report of `kubectl netexplain dns NAME --from pod/x`. */
export interface DnsReport extends ReportBase<'Dns', DnsQuestion, DnsOutcome> {
  readonly resolvConf: DnsResolvConf;
  readonly hosts: DnsHosts;
  /** In the order in which they are sent, up to the one that ends the search; whatever /etc/hosts decides. */
  readonly queries: readonly DnsQuery[];
  /** How many of them bring nothing. */
  readonly wasted: number;
  /** What the last of them brings. */
  readonly answers: readonly DnsRecord[];
  readonly meanings: readonly DnsMeaning[];
  readonly suggestions: readonly DnsSuggestion[];
  /** With `--all-forms`: every name by which the Service can be reached, and from where. */
  readonly forms?: readonly DnsSuggestion[];
}
