import type { EndpointSlice } from '../../model/resources/endpoint-slice.ts';
import { clusterIPsOf, isHeadless, type Service } from '../../model/resources/service.ts';
import type { ServiceName } from '../../model/service-report.ts';
import { familyOf } from '../../model/values/ip.ts';

/** So many per-pod names of a headless Service are listed. */
const POD_NAMES = 10;

/**
 * Each DNS name by which a Service can be asked for, and from where it works; for a headless Service also the names of its endpoints
 * that have a host name. Source: kubernetes DNS specification 1.1; coredns plugin/kubernetes.
 */
export function namesOf(service: Service, slices: readonly EndpointSlice[], domain: string): readonly ServiceName[] {
  const { namespace = '', name } = service.metadata;
  const resolvesTo = resolution(service, slices);
  return [
    { name, worksFrom: `pods in namespace ${namespace}`, resolvesTo },
    { name: `${name}.${namespace}`, worksFrom: 'pods in every namespace', resolvesTo },
    { name: `${name}.${namespace}.svc`, worksFrom: 'pods in every namespace', resolvesTo },
    { name: `${name}.${namespace}.svc.${domain}`, worksFrom: 'everyone who asks the cluster DNS', resolvesTo },
    ...endpointNames(service, slices, domain),
  ];
}

function resolution(service: Service, slices: readonly EndpointSlice[]): string {
  if (service.spec.type === 'ExternalName') return `CNAME ${service.spec.externalName ?? ''}`;
  if (!isHeadless(service)) return clusterIPsOf(service).map(record).join(', ');
  const addresses = new Set(readyEndpoints(slices).map(({ endpoint }) => endpoint.addresses[0]));
  return addresses.size === 0
    ? 'nothing: no endpoint is ready'
    : `the addresses of ${addresses.size} ready ${addresses.size === 1 ? 'endpoint' : 'endpoints'}`;
}

function endpointNames(service: Service, slices: readonly EndpointSlice[], domain: string): readonly ServiceName[] {
  const { namespace = '', name } = service.metadata;
  const named = readyEndpoints(slices).filter(({ endpoint }) => endpoint.hostname !== undefined);
  return named.slice(0, POD_NAMES).map(({ endpoint }) => ({
    name: `${endpoint.hostname}.${name}.${namespace}.svc.${domain}`,
    worksFrom: 'everyone who asks the cluster DNS',
    resolvesTo: record(endpoint.addresses[0] ?? ''),
  }));
}

function readyEndpoints(slices: readonly EndpointSlice[]) {
  return slices.flatMap((slice) =>
    slice.endpoints.filter((endpoint) => endpoint.conditions.ready ?? true).map((endpoint) => ({ slice, endpoint })),
  );
}

function record(address: string): string {
  return `${familyOf(address) === 'IPv6' ? 'AAAA' : 'A'} ${address}`;
}
