import type { Evidence } from '../../model/evidence.ts';
import { refTo } from '../../model/object-ref.ts';
import type { Service, ServicePort } from '../../model/resources/service.ts';
import type { Action, Hop } from '../../model/trace.ts';
import { hostPort } from '../../model/values/ip.ts';
import { describePort } from '../../model/values/port.ts';
import type { PortEndpoint } from '../service/index.ts';

/** Who dials from outside, in the words of a flow. */
export const OUTSIDE = 'outside the cluster';

/** So many endpoints are spelled out in a sentence. */
const SPELLED_OUT = 3;

/** `the only endpoint`, `one of 3 endpoints, 1/3 each`: equal shares, as kube-proxy chooses at random. */
export function oneOf(endpoints: readonly PortEndpoint[]): string {
  return endpoints.length === 1 ? 'the only endpoint' : `one of ${endpoints.length} endpoints, 1/${endpoints.length} each`;
}

/** `10.244.1.3:8080 (web-0 on node1)`; an endpoint without pod or node says less. */
export function describeEndpoint(endpoint: PortEndpoint): string {
  const { targetRef } = endpoint.endpoint;
  const where = [targetRef?.name, endpoint.nodeName === undefined ? undefined : `on ${endpoint.nodeName}`].filter(
    (part) => part !== undefined,
  );
  const address = endpoint.port === 0 ? endpoint.ip : hostPort(endpoint.ip, endpoint.port);
  return `${address}${where.length === 0 ? '' : ` (${where.join(' ')})`}`;
}

/** The first few endpoints in words, and how many more there are. */
export function describeEndpoints(endpoints: readonly PortEndpoint[]): string {
  const named = endpoints.slice(0, SPELLED_OUT).map(describeEndpoint);
  const more = endpoints.length - named.length;
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Where the endpoints that are spelled out stand in their slices; the report lists all of them under their ports. */
export function endpointEvidence(endpoints: readonly PortEndpoint[]): readonly Evidence[] {
  return endpoints.slice(0, SPELLED_OUT).map((one) => ({
    object: refTo('EndpointSlice', one.slice.metadata),
    field: one.field,
    value: one.ip,
    says: one.ready ? 'ready' : 'not ready, but still serving while it terminates',
  }));
}

/** Where a Service says something. */
export function serviceEvidence(service: Service, field: string, value: string | number | boolean, says: string): Evidence {
  return { object: refTo('Service', service.metadata), field, value, says };
}

/** The last hop: the packet reaches an endpoint. `source` says whose address the server sees. */
export function podHop(endpoints: readonly PortEndpoint[], source: string): Hop {
  return {
    at: { layer: 'pod', says: describeEndpoints(endpoints) },
    steps: [
      {
        component: 'network plugin',
        action: 'deliver',
        says: source,
        evidence: endpointEvidence(endpoints),
      },
    ],
  };
}

/** The name that a client in another namespace uses, and what it resolves to. */
export function nameHop(
  service: Service,
  domain: string,
  resolves: { readonly action: Action; readonly says: string; readonly evidence: readonly Evidence[] },
): Hop {
  const name = `${service.metadata.name}.${service.metadata.namespace}.svc.${domain}`;
  return {
    at: { layer: 'name', says: `${name} ${resolves.says}`, object: refTo('Service', service.metadata) },
    steps: [{ component: 'cluster DNS (kube-system/kube-dns)', action: resolves.action, says: resolves.says, evidence: resolves.evidence }],
  };
}

/** The name hop of a Service with a Cluster IP: its name is the virtual address, endpoints or not. */
export function clusterIPNameHop(service: Service, domain: string, ip: string): Hop {
  const index = service.spec.clusterIPs.indexOf(ip);
  return nameHop(service, domain, {
    action: 'resolve',
    says: `${ip.includes(':') ? 'AAAA' : 'A'} ${ip}`,
    evidence: [serviceEvidence(service, `spec.clusterIPs[${index}]`, ip, 'the virtual address, allocated for this Service alone')],
  });
}

/** `foo.a:80/TCP http`: the target of a flow in words. */
export function flowTarget(service: Service, port: ServicePort | undefined): string {
  const name = `${service.metadata.name}.${service.metadata.namespace}`;
  return port === undefined ? name : `${name}:${describePort(port)}`;
}
