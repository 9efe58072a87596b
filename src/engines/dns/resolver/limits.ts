/** How much of resolv.conf kubelet writes. */
export interface ResolvConfLimits {
  readonly nameservers: number;
  readonly search: number;
  /** Of the search domains, joined by blanks. */
  readonly searchCharacters: number;
}

/** Longest name of a domain. Source: kubernetes apimachinery pkg/util/validation (DNS1123SubdomainMaxLength). */
const MAX_DOMAIN = 253;

const LIMITS: ResolvConfLimits = { nameservers: 3, search: 32, searchCharacters: 2048 };
const LIMITS_BEFORE_1_26: ResolvConfLimits = { nameservers: 3, search: 6, searchCharacters: 256 };

/**
 * What a kubelet of this version (`v1.36.2`, as in the node's nodeInfo) writes at most; that of current ones where the version is not known.
 * Source: kubernetes pkg/apis/core/validation/validation.go (MaxDNSNameservers, MaxDNSSearchPaths, MaxDNSSearchListChars); KEP-2595, on
 * by default since 1.26.
 */
export function resolvConfLimits(kubeletVersion?: string): ResolvConfLimits {
  const minor = Number(/^v?1\.(\d+)/.exec(kubeletVersion ?? '')?.[1] ?? Number.POSITIVE_INFINITY);
  return minor < 26 ? LIMITS_BEFORE_1_26 : LIMITS;
}

/**
 * The nameservers that fit: the first ones. Entries that are not known (null) take no place, so that what is cut is cut for sure.
 * Source: kubernetes pkg/kubelet/network/dns/dns.go, formDNSNameserversFitsLimits (1.36).
 */
export function fittingNameservers<T extends { readonly value: string | null }>(
  nameservers: readonly T[],
  limits: ResolvConfLimits,
): readonly T[] {
  const known = nameservers.filter(({ value }) => value !== null).slice(0, limits.nameservers);
  return nameservers.filter((entry) => entry.value === null || known.includes(entry));
}

/**
 * The search domains that fit: the first ones, without those above 253 characters, as many as fill the line. Entries that are not known
 * (null) take no place, as among nameservers.
 * Source: kubernetes pkg/kubelet/network/dns/dns.go, formDNSSearchFitsLimits (1.36).
 */
export function fittingSearch<T extends { readonly value: string | null }>(search: readonly T[], limits: ResolvConfLimits): readonly T[] {
  let places = limits.search;
  let characters = limits.searchCharacters + 1;
  const fitting: T[] = [];
  for (const entry of search) {
    if (entry.value !== null) {
      places -= 1;
      if (places < 0) break;
      if (entry.value.length > MAX_DOMAIN) continue;
      characters -= entry.value.length + 1;
      if (characters < 0) break;
    }
    fitting.push(entry);
  }
  return fitting;
}
