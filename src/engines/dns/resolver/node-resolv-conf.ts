/** The lists of a resolv.conf, as text. */
export interface ResolvConfText {
  readonly nameservers: readonly string[];
  readonly search: readonly string[];
  readonly options: readonly string[];
}

/**
 * The node's own resolv.conf (kubelet's `--resolv-conf`) as kubelet reads it: nameservers add up, the last search line counts, even an
 * empty one, of each option the last value. A search domain loses its last dot, and a lone dot is dropped.
 * Source: kubernetes pkg/kubelet/network/dns/dns.go, parseResolvConf (1.36).
 */
export function parseNodeResolvConf(text: string): ResolvConfText {
  const nameservers: string[] = [];
  let search: readonly string[] = [];
  let options: readonly string[] = [];
  for (const line of text.split('\n')) {
    const [keyword, ...values] = line.trim().split(/\s+/);
    if (keyword === 'nameserver' && values[0] !== undefined) nameservers.push(values[0]);
    if (keyword === 'search') search = values.filter((domain) => domain !== '.').map((domain) => domain.replace(/\.$/, ''));
    if (keyword === 'options') options = mergedOptions(options, values);
  }
  return { nameservers, search, options };
}

/**
 * Options of which each name stands once, with the value that comes last. kubelet keeps no order among them.
 * Source: kubernetes pkg/kubelet/network/dns/dns.go, mergeDNSOptions and appendOptions (1.36).
 */
export function mergedOptions(existing: readonly string[], more: readonly string[]): readonly string[] {
  return [...new Map([...existing, ...more].map((option) => [optionName(option), option])).values()];
}

/** `ndots` of `ndots:5`. */
export function optionName(option: string): string {
  return option.split(':')[0] ?? option;
}
