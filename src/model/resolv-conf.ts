/** One entry of a pod's resolv.conf. `value` null stands for entries (none, one or several) that are not in the API. */
export interface DnsEntry {
  readonly value: string | null;
  readonly from: 'cluster' | 'node' | 'dnsConfig';
}

/** The three lists of a pod's resolv.conf, in the order in which they stand there, and who put each entry there. */
export interface ResolvConf {
  readonly nameservers: readonly DnsEntry[];
  readonly search: readonly DnsEntry[];
  /** As written: `ndots:5`, `rotate`. */
  readonly options: readonly DnsEntry[];
}
