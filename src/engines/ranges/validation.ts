import type { IPAddress } from '../../model/resources/ip-address.ts';
import type { ServiceCIDR } from '../../model/resources/service-cidr.ts';
import { parseCidr } from '../../model/values/cidr.ts';
import { parseIp } from '../../model/values/ip.ts';

/** A DNS subdomain (RFC 1123), as API groups are. */
const SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/**
 * What the API server has against a ServiceCIDR; empty when it takes it.
 * @param old the object as it was, for a change: then a second family may be added, and nothing else.
 * Source: kubernetes pkg/apis/networking/validation/validation.go, ValidateServiceCIDR and ValidateServiceCIDRUpdate (1.36).
 */
export function validateServiceCIDR({ spec: { cidrs } }: ServiceCIDR, old?: ServiceCIDR): readonly string[] {
  const before = old?.spec.cidrs;
  if (before === undefined) return validateCidrs(cidrs);
  if (before.length === cidrs.length) {
    return cidrs.filter((cidr, index) => cidr !== before[index]).map((cidr) => `spec.cidrs: ${cidr}: field is immutable`);
  }
  if (before.length !== 1 || cidrs.length !== 2) return ['spec.cidrs: only a CIDR of the other family can be added'];
  const moved = cidrs[0] === before[0] ? [] : [`spec.cidrs[0]: ${cidrs[0]}: field is immutable`];
  return [...moved, ...validateCidrs(cidrs)];
}

function validateCidrs(cidrs: readonly string[]): readonly string[] {
  if (cidrs.length === 0) return ['spec.cidrs: at least one CIDR is required'];
  if (cidrs.length > 2) return ['spec.cidrs: may only hold up to 2 values'];
  const wrong = cidrs.flatMap((cidr, index) => {
    const range = parseCidr(cidr);
    if (range === undefined) return [`spec.cidrs[${index}]: ${cidr}: must be a CIDR such as 10.9.8.0/24`];
    return range.text === cidr ? [] : [`spec.cidrs[${index}]: ${cidr}: must be in canonical form (${range.text})`];
  });
  if (wrong.length > 0) return wrong;
  const families = new Set(cidrs.map((cidr) => parseCidr(cidr)?.family));
  return families.size < cidrs.length ? ['spec.cidrs: may hold no more than one CIDR of each family'] : [];
}

/**
 * What the API server has against an IPAddress; empty when it takes it.
 * Source: kubernetes pkg/apis/networking/validation/validation.go, ValidateIPAddress (1.36).
 */
export function validateIPAddress({ metadata, spec: { parentRef } }: IPAddress): readonly string[] {
  const canonical = parseIp(metadata.name)?.text;
  const name = canonical === metadata.name ? [] : ['metadata.name: must be an IP address in canonical form'];
  const { group, resource, namespace = '' } = parentRef;
  if (group === '' && resource === '' && namespace === '' && parentRef.name === '') return [...name, 'spec.parentRef: is required'];
  return [
    ...name,
    ...(group === '' || SUBDOMAIN.test(group) ? [] : [`spec.parentRef.group: ${group}: must be a DNS subdomain`]),
    ...(isPathSegment(resource) ? [] : ['spec.parentRef.resource: must be a plain name']),
    ...(isPathSegment(parentRef.name) ? [] : ['spec.parentRef.name: must be a plain name']),
    ...(namespace === '' || isPathSegment(namespace) ? [] : [`spec.parentRef.namespace: ${namespace}: must be a plain name`]),
  ];
}

function isPathSegment(text: string): boolean {
  return text !== '' && text !== '.' && text !== '..' && !/[/%]/.test(text);
}
