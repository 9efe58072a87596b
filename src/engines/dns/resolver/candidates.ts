import type { Libc, LibcResolvConf } from './libc-resolv-conf.ts';

/** A name that the library may ask for. */
export interface Candidate {
  /** Without a last dot. Null: the name as typed with each search domain that is not known. */
  readonly name: string | null;
  /** The search domain that was appended; null: one that is not known. Absent: the name as typed. */
  readonly domain?: string | null;
  /** False: the library cannot ask for it, for it is longer than a name may be, or has an empty label. */
  readonly valid: boolean;
}

/** Longest name, and label, that a DNS message holds, in text. Source: RFC 1035, 2.3.4. */
const MAX_NAME = 253;
const MAX_LABEL = 63;

/**
 * The names that a library asks for until one ends the search, in order, and whether the name as typed comes first.
 * A last dot: as typed alone. Dots enough (ndots): glibc begins with the name as typed, and searches after that; musl does not search.
 * Fewer: the search domains, then the name as typed, unless a lone dot in the search list stood for it already.
 * Where ndots is not known there are two orders: that of the default, 1, comes first.
 * Source: glibc resolv/res_query.c, __res_context_search (2.42); musl src/network/lookup_name.c, name_from_dns_search (1.2.5).
 */
export function candidateOrders(typed: string, conf: LibcResolvConf, libc: Libc): readonly (readonly Candidate[])[] {
  const asTyped = candidate(typed.replace(/\.$/, ''));
  if (typed.endsWith('.')) return [[asTyped]];
  const dots = typed.split('.').length - 1;
  const asTypedFirst = dots >= (conf.ndots ?? 1);
  const orders = conf.ndots === null ? [asTypedFirst, !asTypedFirst] : [asTypedFirst];
  return orders.map((first) => (libc === 'musl' ? muslOrder : glibcOrder)(asTyped, first, conf));
}

function glibcOrder(asTyped: Candidate, asTypedFirst: boolean, { search, noTldQuery }: LibcResolvConf): readonly Candidate[] {
  const searched = search.map((domain) => inDomain(asTyped, domain?.replace(/^\./, '') ?? null));
  if (asTypedFirst) return [asTyped, ...searched];
  const isRefused = noTldQuery && searched.length > 0 && !asTyped.name?.includes('.');
  return isRefused || searched.some(({ domain }) => domain === '') ? searched : [...searched, asTyped];
}

/** musl appends a lone dot as it stands there, and cannot ask for what comes out. */
function muslOrder(asTyped: Candidate, asTypedFirst: boolean, { search }: LibcResolvConf): readonly Candidate[] {
  return asTypedFirst ? [asTyped] : [...search.map((domain) => inDomain(asTyped, domain)), asTyped];
}

function inDomain(asTyped: Candidate, domain: string | null): Candidate {
  if (domain === null) return { name: null, domain, valid: true };
  return { ...candidate(domain === '' ? (asTyped.name ?? '') : `${asTyped.name}.${domain.replace(/\.$/, '')}`), domain };
}

function candidate(name: string): Candidate {
  const labels = name.split('.');
  return { name, valid: name.length <= MAX_NAME && labels.every((label) => label.length > 0 && label.length <= MAX_LABEL) };
}
