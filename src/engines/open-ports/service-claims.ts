import type { OpenPort, OpenPortEndpoint } from '../../model/node-report.ts';
import { refTo } from '../../model/object-ref.ts';
import { type Node, nodeIPs, zoneOf } from '../../model/resources/node.ts';
import { clusterIPsOf, type Service } from '../../model/resources/service.ts';
import { familyOf, sameIp } from '../../model/values/ip.ts';
import type { Protocol } from '../../model/values/port.ts';
import {
  addressRoles,
  isLocalLoadBalancer,
  type NodePortAddress,
  type PortEndpoint,
  type ProxyConfig,
  type ProxyView,
  type ServiceVerdict,
  serviceVerdict,
  whySkipped,
} from '../service/index.ts';
import type { Claim } from './claims.ts';
import type { OpenPortsInput } from './input.ts';

/** A port that a Service opens on an address of the node. */
interface Opening {
  readonly via: OpenPort['via'];
  readonly service: Service;
  readonly port: number;
  readonly protocol: Protocol;
}

/** Whether a Service opens anything on the addresses of a node. */
export function opensOnNode(service: Service, node: Node): boolean {
  return nodeIPs(node).some(({ address }) => openings(service, address).length > 0);
}

/** What kube-proxy of the node opens for Services, and what becomes of a packet from outside the cluster there. */
export function serviceClaims(
  { node, proxy, services, endpointsOf }: OpenPortsInput,
  addresses: readonly NodePortAddress[],
): readonly Claim[] {
  const opening = services.filter((service) => opensOnNode(service, node));
  const view = viewOf(node, proxy);
  return addresses.flatMap((on) => {
    const all = opening.flatMap((service) => openings(service, on.address));
    const distinct = new Map(all.map((one) => [`${one.port}/${one.protocol}`, one]));
    return [...distinct.values()].map(({ via, service, port, protocol }): Claim => {
      const verdict = serviceVerdict({ source: null, destination: on.address, port, protocol }, view, opening, endpointsOf);
      const object = refTo('Service', ownerOf(verdict)?.metadata ?? service.metadata);
      const open = { via, address: on.address, port, protocol, object, endpoints: [], ...fateOf(verdict, on, node.metadata.name) };
      return { open, by: via === 'healthCheckNodePort' ? 'process' : 'kube-proxy', active: verdict.kind !== 'untouched' };
    });
  });
}

function openings(service: Service, address: string): readonly Opening[] {
  if (whySkipped(service) !== undefined) return [];
  const { ports, healthCheckNodePort } = service.spec;
  const family = familyOf(address);
  const hasFamily = clusterIPsOf(service).some((ip) => familyOf(ip) === family);
  const role = addressRoles(service, address).find((one) => one !== 'clusterIP');
  const checks = isLocalLoadBalancer(service) && healthCheckNodePort !== undefined;
  return [
    ...(checks ? [{ via: 'healthCheckNodePort', service, port: healthCheckNodePort, protocol: 'TCP' } as const] : []),
    ...ports.flatMap(({ nodePort, protocol }) =>
      nodePort === undefined || !hasFamily ? [] : [{ via: 'NodePort', service, port: nodePort, protocol } as const],
    ),
    ...ports.flatMap(({ port, protocol }) =>
      role === undefined ? [] : [{ via: role === 'externalIP' ? role : 'LoadBalancer', service, port, protocol } as const],
    ),
  ];
}

function viewOf(node: Node, config: ProxyConfig): ProxyView {
  const { name, labels } = node.metadata;
  const zone = zoneOf(labels);
  return {
    name,
    ...(zone === undefined ? {} : { zone }),
    node,
    config,
    serviceCIDRs: [],
    isLocalPod: () => false,
    isOwnAddress: (address) => nodeIPs(node).some((one) => sameIp(one.address, address)),
  };
}

function ownerOf(verdict: ServiceVerdict): Service | undefined {
  if (verdict.kind === 'health-check') return verdict.service;
  return 'match' in verdict ? verdict.match?.service : undefined;
}

function fateOf(
  verdict: ServiceVerdict,
  on: NodePortAddress,
  node: string,
): Pick<OpenPort, 'answers' | 'outcome' | 'reason'> & { readonly endpoints?: readonly OpenPortEndpoint[] } {
  switch (verdict.kind) {
    case 'translate':
      return { answers: 'yes', outcome: 'delivered', reason: howTranslated(verdict), endpoints: verdict.endpoints.map(endpointOf) };
    case 'reject':
      return { answers: 'no', outcome: 'refused', reason: 'no endpoint is ready' };
    case 'drop':
      return {
        answers: 'no',
        outcome: 'dropped',
        reason:
          verdict.why === 'source-ranges'
            ? 'the client is not in loadBalancerSourceRanges'
            : `externalTrafficPolicy is Local and no usable endpoint is on ${node}`,
      };
    case 'health-check':
      return {
        answers: 'yes',
        outcome: 'delivered',
        reason: `kube-proxy answers ${verdict.status}: ${verdict.status === 200 ? 'a' : 'no'} ready endpoint is on ${node}`,
      };
    case 'unknown':
      return { answers: 'unknown', outcome: 'unknown', reason: verdict.why };
    case 'untouched':
      return { answers: 'no', outcome: 'refused', reason: on.why };
  }
}

function howTranslated({ endpoints, masquerade, set }: Extract<ServiceVerdict, { kind: 'translate' }>): string {
  const count = endpoints.length === 1 ? '1 endpoint' : `${endpoints.length} endpoints`;
  const local = set === 'Local' ? ' on this node (externalTrafficPolicy Local)' : '';
  const source = masquerade === null ? '' : `; the server sees the ${masquerade ? "node's" : "client's"} address`;
  return `${count}${local}${source}`;
}

function endpointOf({ ip, port, nodeName, endpoint, slice }: PortEndpoint): OpenPortEndpoint {
  const { targetRef } = endpoint;
  return {
    ip,
    port,
    ...(targetRef?.kind === 'Pod' ? { pod: `${targetRef.namespace ?? slice.metadata.namespace ?? ''}/${targetRef.name}` } : {}),
    ...(nodeName === undefined ? {} : { node: nodeName }),
  };
}
