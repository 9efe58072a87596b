/** The pattern of a listener or route that names no hostname. */
export const EVERY_HOST = '';

/** A host as a client names it, without its port and in lower case. */
export function hostOf(authority: string): string {
  const host = authority.startsWith('[') ? authority.slice(0, authority.indexOf(']') + 1) : authority.replace(/:\d*$/, '');
  return host.toLowerCase();
}

/**
 * Whether a pattern takes a host, or everything that another pattern takes: every host, a host itself, or with `*.` in front one or more
 * labels before the rest, but not the rest itself. Source: gateway-api apis/v1/gateway_types.go, Listener.Hostname (1.6).
 */
export function coversHost(pattern: string, host: string): boolean {
  if (pattern === EVERY_HOST || pattern === host) return true;
  const suffix = pattern.slice('*'.length);
  return pattern.startsWith('*.') && host.length > suffix.length && host.endsWith(suffix);
}

/** What both patterns take, which is always one of the two; undefined for nothing. */
export function intersectHosts(a: string, b: string): string | undefined {
  if (coversHost(a, b)) return b;
  return coversHost(b, a) ? a : undefined;
}

/** Orders patterns that take the same host, the most specific first: a host itself, the longest wildcard, every host. */
export function byHostSpecificity(a: string, b: string): number {
  return Number(isWildcard(a)) - Number(isWildcard(b)) || b.length - a.length;
}

/** The most specific of the patterns that take a host. */
export function bestPattern(patterns: readonly string[], host: string): string | undefined {
  return patterns.filter((pattern) => coversHost(pattern, host)).sort(byHostSpecificity)[0];
}

function isWildcard(pattern: string): boolean {
  return pattern === EVERY_HOST || pattern.startsWith('*.');
}
