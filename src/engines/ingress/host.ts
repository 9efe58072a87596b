import type { Ingress } from '../../model/resources/ingress.ts';

/** How closely a rule's host names that of a request, from closest to farthest. */
export type HostFit = 'exact' | 'wildcard' | 'any';

/** From closest to farthest. */
export const HOST_FITS: readonly HostFit[] = ['exact', 'wildcard', 'any'];

/** A host as a client names it, without its port and in lower case. */
export function hostOf(authority: string): string {
  const host = authority.startsWith('[') ? authority.slice(0, authority.indexOf(']') + 1) : authority.replace(/:\d*$/, '');
  return host.toLowerCase();
}

/**
 * How a rule's host names a host; undefined where it does not. `*.foo.com` names exactly one label more; no host names every host.
 * Source: kubernetes staging/src/k8s.io/api/networking/v1/types.go, IngressRule.Host (1.36).
 * @param pattern of a rule or of TLS
 * @param host without a port, in lower case
 */
export function fitOf(pattern: string | undefined, host: string): HostFit | undefined {
  if (pattern === undefined || pattern === '') return 'any';
  const wanted = pattern.toLowerCase();
  if (wanted === host) return 'exact';
  const dot = host.indexOf('.');
  return wanted.startsWith('*.') && dot > 0 && wanted.slice(1) === host.slice(dot) ? 'wildcard' : undefined;
}

/** How closely some rule of an Ingress names a host; undefined where none does. */
export function closestFit({ spec }: Ingress, host: string): HostFit | undefined {
  const fits = spec.rules.map((rule) => fitOf(rule.host, host));
  return HOST_FITS.find((fit) => fits.includes(fit));
}
